/**
 * <nm-live-seller>: joins what is shown with what is sold: a tapped product (`open-product`, detail: its card) opens over the running picture,
 * and is bought as seen there and then.
 */

import { postJson } from "../../lib/api.js";

export class LiveSeller extends HTMLElement {
  #stage;

  attach(stage) {
    this.#stage = stage;
    document.addEventListener("open-product", ({ detail: card }) => this.#open(card));
  }

  #open(card) {
    const tag = { ...card, variant_id: card.deal?.variant_id ?? card.variant_ids?.[0] };
    const pin = card.pin_id ? { pin_id: card.pin_id } : {};
    this.querySelector("nm-product-sheet").show(tag, () => ({ ...this.#stage.source, ...pin }));
    if (card.pin_id && this.#stage.me.user_id && this.#stage.room) {
      // A figure for the host; whether it arrives is nothing that the buyer should wait for.
      postJson(`${this.#stage.path}/taps`, { pin_id: card.pin_id }).catch(() => {});
    }
  }
}

customElements.define("nm-live-seller", LiveSeller);
