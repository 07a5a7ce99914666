/**
 * <nm-cart>: the cart's page, kept true. Its forms are sent and what they answer takes the page's place; a quantity is sent when
 * it is chosen. When the stock of something in it changes, or the reader comes back to the page, it is read again.
 */

import { message } from "../../lib/messages.js";
import { onMessage, onReconnected, watch } from "../../lib/realtime.js";
import { showToast } from "../../ui/toast.js";
import { showCartCount } from "./badge.js";

const SETTLED_MS = 350;

export class Cart extends HTMLElement {
  #stops = [];
  #turn = 0;
  #isLate = false;
  #timer;

  connectedCallback() {
    showCartCount(Number(this.dataset.unitsCount));
    this.addEventListener("submit", (event) => this.#send(event));
    this.addEventListener("change", (event) => this.#choose(event.target));
    this.addEventListener("focusout", () => this.#isLate && setTimeout(() => this.#refresh()));
    document.addEventListener("visibilitychange", this.#comeBack);
    this.#listen();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#unlisten();
    document.removeEventListener("visibilitychange", this.#comeBack);
  }

  #comeBack = () => document.visibilityState === "visible" && this.#refresh();

  #listen() {
    const products = new Set([...this.querySelectorAll("[data-product-id]")].map((line) => line.dataset.productId));
    this.#stops = [
      ...[...products].map((id) => watch(`product:${id}`)),
      onMessage("stock_changed", () => this.#refreshSoon()),
      onMessage("price_changed", () => this.#refreshSoon()),
      onReconnected(() => this.#refresh()),
    ];
  }

  #unlisten() {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
  }

  #choose(input) {
    const form = input.closest("form[data-count]");
    if (form?.checkValidity()) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => form.isConnected && form.requestSubmit(), SETTLED_MS);
    }
  }

  #send(event) {
    const { target: form } = event;
    event.preventDefault();
    this.#swap(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  }

  #refreshSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), SETTLED_MS);
  }

  #refresh() {
    this.#isLate = this.contains(document.activeElement) && document.activeElement.matches("input");
    if (!this.#isLate) {
      this.#swap(location.pathname, {});
    }
  }

  /** Let what the server answers take this page's place; of several answers the last one asked for. */
  async #swap(url, options) {
    this.#turn += 1;
    const turn = this.#turn;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" }, ...options });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn === this.#turn) {
        this.#show(page.querySelector("nm-cart"));
      }
    } catch {
      showToast(message("network_failed"), { kind: "error" });
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  #show(fresh) {
    if (!fresh || !this.isConnected) {
      showToast(message("request_failed"), { kind: "error" });
      return;
    }
    const { id } = document.activeElement ?? {};
    this.#unlisten();
    this.replaceChildren(...fresh.childNodes);
    this.#listen();
    showCartCount(Number(fresh.dataset.unitsCount));
    const place = (id && this.querySelector(`#${CSS.escape(id)}`)) || this.querySelector("#undo");
    place?.focus();
  }
}

customElements.define("nm-cart", Cart);
