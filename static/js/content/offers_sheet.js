/** <nm-offers-sheet>: the list of all that a video shows. Choosing one fires `offer-opened` (detail: tag), as a chip of the video does. */

import { createOffer } from "./clip_template.js";

export class OffersSheet extends HTMLElement {
  #tags = [];

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const offer = event.target.closest(".offer");
      if (offer && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
        event.preventDefault();
        this.#choose(Number(offer.dataset.index));
      }
    });
  }

  /** Open the list of a video's product tags. */
  show(tags) {
    this.#tags = tags;
    this.querySelector(".offers-list").replaceChildren(...tags.map(createOffer));
    this.querySelector("nm-sheet").open();
  }

  #choose(index) {
    this.querySelector("nm-sheet").close("chosen");
    this.dispatchEvent(new CustomEvent("offer-opened", { bubbles: true, detail: this.#tags[index] }));
  }
}

customElements.define("nm-offers-sheet", OffersSheet);
