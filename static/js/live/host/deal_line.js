/** <nm-deal-line>: the live price of a product in its tray row: price, how many are left, time left, and the button that ends it. */

import { message } from "../../lib/messages.js";
import { formatMoney } from "../../lib/money.js";
import { formatDuration } from "../../lib/time.js";

export class DealLine extends HTMLElement {
  #deal = null;
  #timer;

  connectedCallback() {
    this.querySelector("[data-act=end-deal]").addEventListener("click", () => {
      document.dispatchEvent(new CustomEvent("deal-closing", { detail: { id: this.#deal.id } }));
    });
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** Show a live price {id, price_minor, currency, left_count, starts_at_ms, ends_at_ms}, or nothing. */
  show(deal) {
    clearInterval(this.#timer);
    this.#deal = deal;
    this.hidden = !deal;
    if (deal) {
      this.#draw();
      this.#timer = setInterval(() => this.#draw(), 1000);
    }
  }

  #draw() {
    const nowMs = Date.now();
    const { price_minor: price, currency, left_count: left, starts_at_ms: starts, ends_at_ms: ends } = this.#deal;
    if (ends <= nowMs) {
      this.show(null);
      return;
    }
    const key = starts > nowMs ? "deal_starts_in" : "deal_ends_in";
    const time = formatDuration(((starts > nowMs ? starts : ends) - nowMs) / 1000);
    this.querySelector("[data-words]").textContent = message(key, { price: formatMoney(price, currency), count: left, time });
  }
}

customElements.define("nm-deal-line", DealLine);
