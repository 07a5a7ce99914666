/**
 * <nm-order-watch order-id>: keeps the page of an order true. When something happens to the order elsewhere, the page is
 * read again; not while somebody types into it or is asked something.
 */

import { onMessage, onReconnected } from "../lib/realtime.js";

export class OrderWatch extends HTMLElement {
  #ends = [];
  #isLate = false;

  connectedCallback() {
    this.#ends = [
      onMessage("order_changed", (news) => news.order_id === this.getAttribute("order-id") && this.#readAgain()),
      onReconnected(() => this.#readAgain()),
    ];
    document.addEventListener("close", this.#readLater, true);
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
    document.removeEventListener("close", this.#readLater, true);
  }

  #readLater = () => this.#isLate && this.#readAgain();

  #readAgain() {
    const typing = document.activeElement?.matches("input, select, textarea");
    this.#isLate = Boolean(typing || document.querySelector("dialog[open]"));
    if (!this.#isLate) {
      location.reload();
    }
  }
}

customElements.define("nm-order-watch", OrderWatch);
