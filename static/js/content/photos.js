/**
 * <nm-photos class="clip">: the pictures of a photo post, to swipe through sideways, with buttons where there is a mouse and the arrow keys. The
 * product that is tagged on the picture in sight is offered.
 */

import { message } from "../lib/messages.js";
import { FeedPost } from "./feed_post.js";

export class Photos extends FeedPost {
  connectedCallback() {
    const isFirst = !this.dataset.state;
    super.connectedCallback();
    if (isFirst) {
      this.#slides.addEventListener("scroll", () => this.#showPlace(), { passive: true });
      this.addEventListener("click", (event) => this.seekBy(Number(event.target.closest("[data-turn]")?.dataset.turn ?? 0)));
      this.#showPlace();
    }
  }

  get #slides() {
    return this.querySelector(".clip__slides");
  }

  /** Which picture is in sight, from 0. */
  get #at() {
    return Math.round(this.#slides.scrollLeft / (this.#slides.clientWidth || 1));
  }

  get shownTag() {
    const picture = this.item.pictures[this.#at];
    const tags = this.item.product_tags;
    return tags.find(({ picture_id: id }) => id === picture?.id) ?? tags.find(({ picture_id: id }) => !id) ?? null;
  }

  rest() {
    super.rest();
    this.#slides.scrollLeft = 0;
  }

  /** Go to the next (1) or previous (-1) picture. */
  seekBy(direction) {
    if (direction) {
      const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
      this.#slides.scrollTo({ left: (this.#at + direction) * this.#slides.clientWidth, behavior });
    }
  }

  #showPlace() {
    const { length } = this.item.pictures;
    const at = this.#at;
    this.querySelector(".clip__number").textContent = length > 1 ? message("number_of", { number: at + 1, count: length }) : "";
    this.querySelector("[data-turn='-1']").hidden = at === 0;
    this.querySelector("[data-turn='1']").hidden = at >= length - 1;
    const index = this.item.product_tags.indexOf(this.shownTag);
    for (const offer of this.querySelectorAll(".clip__words > .offer")) {
      offer.toggleAttribute("data-shown", Number(offer.dataset.index) === index);
    }
  }
}

customElements.define("nm-photos", Photos);
