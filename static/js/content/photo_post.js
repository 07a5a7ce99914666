/**
 * <nm-photo-post post-id>: pictures to swipe through, with dots, arrow keys and product tags on them (templates/content/photo.html). Without
 * script the pictures scroll and the products stand in the list.
 */

import { message } from "../lib/messages.js";
import { connectOffers } from "./post_offers.js";

export class PhotoPost extends HTMLElement {
  #shown = 0;

  connectedCallback() {
    this.#placeTags();
    const tags = JSON.parse(this.querySelector(".photo-post__tags").textContent);
    connectOffers(this, tags, { kind: "photo", id: this.getAttribute("post-id") });
    this.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]");
      if (step) {
        this.#show(this.#shown + Number(step.dataset.step));
      }
    });
    this.#strip.addEventListener("scroll", () => this.#follow(), { passive: true });
    this.#strip.addEventListener("keydown", (event) => this.#press(event));
    this.#mark(0);
  }

  get #strip() {
    return this.querySelector(".photos__strip");
  }

  get #slides() {
    return [...this.querySelectorAll(".photos__slide")];
  }

  #placeTags() {
    for (const tag of this.querySelectorAll(".photo-tag")) {
      tag.style.setProperty("--x", Number(tag.dataset.x) / 1000);
      tag.style.setProperty("--y", Number(tag.dataset.y) / 1000);
      tag.toggleAttribute("data-leftward", Number(tag.dataset.x) > 550);
    }
    const frames = [...this.querySelectorAll(".photos__frame")];
    frames.forEach((frame) => frame.style.setProperty("--ratio", frame.dataset.ratio));
    // The first picture decides how high all are shown, so that the words below don't jump.
    this.style.setProperty("--first-ratio", frames[0]?.dataset.ratio ?? 1);
  }

  #press(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && event.target === this.#strip) {
      event.preventDefault();
      this.#show(this.#shown + step);
    }
  }

  #show(index) {
    const slide = this.#slides[index];
    if (slide) {
      this.#strip.scrollTo({ left: slide.offsetLeft - this.#strip.offsetLeft });
      this.#mark(index);
    }
  }

  #follow() {
    const index = Math.round(this.#strip.scrollLeft / this.#strip.clientWidth);
    if (index !== this.#shown) {
      this.#mark(index);
    }
  }

  #mark(index) {
    this.#shown = index;
    this.querySelectorAll(".photos__dots > span").forEach((dot, at) => dot.toggleAttribute("data-current", at === index));
    const count = this.#slides.length;
    for (const button of this.querySelectorAll("[data-step]")) {
      button.disabled = index + Number(button.dataset.step) < 0 || index + Number(button.dataset.step) >= count;
    }
    const position = this.querySelector("[data-position]");
    if (position) {
      position.textContent = message("picture_of", { number: index + 1, count });
    }
  }
}

customElements.define("nm-photo-post", PhotoPost);
