/**
 * <nm-scrubber> around input.scrubber, .clip__time and .clip__preview: where in a clip we are, and going elsewhere by finger, mouse or keys (the
 * native range's). Event: `scrubbed` (detail: seconds), when the thumb is let go or moved by a key. With `spriteUrl`, the picture of the moment
 * stands above the time while the thumb is dragged.
 */

import { message } from "../lib/messages.js";
import { formatDuration } from "../lib/time.js";

export class Scrubber extends HTMLElement {
  spriteUrl = null;
  #isDragged = false;
  #sprite = null;

  connectedCallback() {
    this.#input.addEventListener("pointerdown", () => this.#loadSprite());
    this.#input.addEventListener("input", () => this.#drag());
    this.#input.addEventListener("change", () => this.#drop());
  }

  get #input() {
    return this.querySelector("input");
  }

  /** Show where the clip is; while a finger drags, the finger is right. */
  show(seconds, durationSeconds) {
    if (!this.#isDragged && durationSeconds > 0 && Number.isFinite(durationSeconds)) {
      this.#input.max = String(durationSeconds);
      this.#input.value = String(seconds);
      this.#paint(seconds);
    }
  }

  #paint(seconds) {
    const durationSeconds = Number(this.#input.max);
    const text = message("position_of", { position: formatDuration(seconds), duration: formatDuration(durationSeconds) });
    this.style.setProperty("--played", String(Math.min(1, seconds / durationSeconds)));
    this.#input.setAttribute("aria-valuetext", text);
    this.querySelector(".clip__time").textContent = text;
  }

  #drag() {
    const seconds = Number(this.#input.value);
    this.#isDragged = true;
    this.#paint(seconds);
    this.#showPreview(seconds);
  }

  #drop() {
    this.#isDragged = false;
    this.dispatchEvent(new CustomEvent("scrubbed", { bubbles: true, detail: Number(this.#input.value) }));
  }

  async #loadSprite() {
    if (!this.spriteUrl || this.#sprite) {
      return;
    }
    const url = new URL(this.spriteUrl, location.href);
    this.#sprite = await fetch(url)
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null); // the time alone has to do
    if (this.#sprite) {
      const preview = this.querySelector(".clip__preview");
      preview.style.backgroundImage = `url("${new URL(this.#sprite.file, url).href}")`;
      preview.style.width = `${this.#sprite.thumb_width}px`;
      preview.style.height = `${this.#sprite.thumb_height}px`;
    }
  }

  #showPreview(seconds) {
    const sprite = this.#sprite;
    const preview = this.querySelector(".clip__preview");
    preview.hidden = !sprite;
    if (sprite) {
      const number = Math.max(0, sprite.times_seconds.findLastIndex((time) => time <= seconds));
      const left = (number % sprite.columns) * sprite.thumb_width;
      const top = Math.floor(number / sprite.columns) * sprite.thumb_height;
      preview.style.backgroundPosition = `${-left}px ${-top}px`;
    }
  }
}

customElements.define("nm-scrubber", Scrubber);
