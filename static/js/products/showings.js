/**
 * <nm-showings data-url hidden>: the posts that show a product, or a shop's products. Asks for them when the place comes
 * near, and appears when there are some. What is missing is no problem of a page that sells, so a failure is silent.
 */

import { getJson } from "../lib/api.js";

const NEAR = "400px";

export class Showings extends HTMLElement {
  #watcher = null;

  connectedCallback() {
    // A hidden element is never seen: what stands before it is watched in its place.
    const place = this.previousElementSibling ?? this.parentElement;
    this.#watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#load(), { rootMargin: NEAR });
    this.#watcher.observe(place);
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
  }

  async #load() {
    this.#watcher.disconnect();
    const answer = await getJson(this.dataset.url).catch(() => null);
    if (answer?.items.length) {
      this.querySelector("[data-list]").replaceChildren(...answer.items.map((post) => this.#createCard(post)));
      this.hidden = false;
    }
  }

  #createCard(post) {
    const card = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = card.querySelector("a");
    link.href = post.path;
    link.textContent = post.title;
    card.querySelector("p").textContent = post.creator_name;
    const image = card.querySelector("img");
    if (post.picture_url) {
      image.src = post.picture_url;
    } else {
      image.remove();
    }
    return card;
  }
}

customElements.define("nm-showings", Showings);
