/**
 * <nm-checkout>: the cart's checkout. "Order and pay" orders what the page shows at the prices it shows, with one key however
 * often it is sent, and goes on to paying. When something has changed meanwhile, the page says what and shows it as it is now.
 */

import { ApiError, NetworkError } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { AddressForm } from "../address_form.js";
import { placeCheckout } from "../purchase.js";

export class Checkout extends HTMLElement {
  #address;
  #isBusy = false;

  connectedCallback() {
    this.#address = new AddressForm(this.#form);
    const values = this.#address.read();
    const remembered = JSON.parse(this.querySelector("[data-addresses]").textContent);
    const isRemembered = remembered.some((one) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(values).sort()));
    if (isRemembered || !values.name) {
      this.#address.offer(remembered);
    }
    this.#form.addEventListener("submit", (event) => this.#order(event));
  }

  get #form() {
    return this.querySelector("form");
  }

  async #order(event) {
    event.preventDefault();
    if (this.#isBusy) {
      return;
    }
    this.#setBusy(true);
    this.#say("");
    try {
      const checkout = await placeCheckout(this.#read());
      location.assign(`/checkouts/${checkout.id}`);
    } catch (error) {
      await this.#explain(error);
      this.#setBusy(false);
    }
  }

  #read() {
    const lines = [...this.querySelectorAll("[data-line]")].map(({ dataset, value }) => ({
      variant_id: dataset.line,
      quantity: Number(dataset.quantity),
      expected_price_minor: Number(value),
      ...(dataset.source ? { source: JSON.parse(dataset.source) } : {}),
    }));
    const quoted = this.querySelector("[data-quote]");
    const notes = [...this.querySelectorAll("[data-note]")].filter(({ value }) => value.trim());
    return {
      line_items: lines,
      shipping_address: this.#address.read(),
      ...(quoted ? { quote: quoted.value, shipping_method_ids: quoted.dataset.methods.split(" ").filter(Boolean) } : {}),
      notes: Object.fromEntries(notes.map(({ dataset, value }) => [dataset.note, value])),
    };
  }

  #setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.#form.querySelector(".cart-sum button").setAttribute("aria-busy", String(isBusy));
  }

  async #explain(error) {
    if (error instanceof NetworkError || error.status >= 500) {
      this.#say(message(error instanceof NetworkError ? "buy_network" : "buy_failed"));
    } else if (error.status === 401) {
      location.assign(`/login?next=${encodeURIComponent("/checkout")}`);
    } else if (error instanceof ApiError && this.#address.showErrors(error.problem.errors ?? [])) {
      this.#say("");
    } else {
      await this.#showAgain(error);
    }
  }

  /** Let the server say what was refused and show what can be bought now: it knows both best. */
  async #showAgain(error) {
    this.#say(error.message);
    const body = new URLSearchParams(new FormData(this.#form));
    Object.entries(this.#address.read()).forEach(([name, value]) => body.set(name, value));
    const answer = await fetch(this.#form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer) {
      return;
    }
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-error]", "[data-shops]", "[data-coupons]", ".cart-sum"]) {
      const [shown, fresh] = [this.querySelector(part), page.querySelector(part)];
      if (fresh) {
        shown.replaceChildren(...fresh.childNodes);
      }
    }
    this.querySelector("[data-error] .notice")?.scrollIntoView({ block: "center" });
  }

  #say(words) {
    const place = this.querySelector("[data-error]");
    const notice = document.createElement("div");
    notice.className = "notice notice--error";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    place.replaceChildren(...(words ? [notice] : []));
  }
}

customElements.define("nm-checkout", Checkout);
