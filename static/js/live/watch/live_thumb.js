/** <nm-live-thumb thumb-url><img></nm-live-thumb>: the small picture of a running broadcast, looked at anew while it is on the screen. */

import { addressOf } from "./media_address.js";

const ANEW_MS = 10_000;

export class LiveThumb extends HTMLElement {
  #timer;
  #observer;

  connectedCallback() {
    this.#observer = new IntersectionObserver(([entry]) => this.#notice(entry.isIntersecting));
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    clearInterval(this.#timer);
  }

  #notice(isSeen) {
    clearInterval(this.#timer);
    if (isSeen) {
      this.#load();
      this.#timer = setInterval(() => document.visibilityState === "visible" && this.#load(), ANEW_MS);
    }
  }

  /** The cover stays until a picture has come. */
  async #load() {
    const picture = new Image();
    picture.src = `${addressOf(this.getAttribute("thumb-url"))}?${Math.floor(Date.now() / ANEW_MS)}`;
    try {
      await picture.decode();
      const image = this.querySelector("img");
      image.src = picture.src;
      image.hidden = false;
    } catch {
      // there is none yet
    }
  }
}

customElements.define("nm-live-thumb", LiveThumb);
