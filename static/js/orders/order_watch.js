/**
 * <nm-order-watch order-id>: keeps the page of an order true. When something happens to the order elsewhere, what the page
 * shows is fetched again; not while somebody types into it or is asked something.
 */

import { onMessage, onReconnected } from "../lib/realtime.js";
import { findAgain, isBusy } from "./attention.js";

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

  async #readAgain() {
    const answer = isBusy(document) ? null : await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    this.#isLate = isBusy(document);
    if (this.#isLate || !answer?.ok || !this.isConnected) {
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const shown = document.querySelector("main");
    const focused = shown.contains(document.activeElement) ? document.activeElement : null;
    shown.replaceChildren(...fresh.childNodes);
    findAgain(shown, focused)?.focus();
  }
}

customElements.define("nm-order-watch", OrderWatch);
