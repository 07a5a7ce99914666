/**
 * <nm-order-watch order-id>: keeps the page of an order true. When something happens to the order elsewhere, the page is
 * read again; not while somebody types into it or is asked something.
 */

import { onMessage, onReconnected } from "../lib/realtime.js";
import { isBusy } from "./attention.js";

const LEAVING = ["close", "focusout"];

export class OrderWatch extends HTMLElement {
  #ends = [];
  #isLate = false;

  connectedCallback() {
    this.#ends = [
      onMessage("order_changed", (news) => news.order_id === this.getAttribute("order-id") && this.#readAgain()),
      onReconnected(() => this.#readAgain()),
    ];
    LEAVING.forEach((name) => document.addEventListener(name, this.#readLater, true));
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
    LEAVING.forEach((name) => document.removeEventListener(name, this.#readLater, true));
  }

  // The focus has gone on only when this event is over.
  #readLater = () => this.#isLate && setTimeout(() => this.#readAgain());

  #readAgain() {
    this.#isLate = isBusy(document);
    if (!this.#isLate) {
      location.reload();
    }
  }
}

customElements.define("nm-order-watch", OrderWatch);
