/**
 * <nm-product data-product-id data-low-stock-count>: the choice of a variant and a quantity on a product page.
 *
 * Shows the chosen variant's price and stock, follows stock and prices while the page is open, and fires `buy` or `add-to-cart`
 * (bubbling, detail {variantId, quantity, priceMinor}) when the form is sent by the one button or the other. The server decides whether there is enough.
 */

import { getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { formatMoney } from "../lib/money.js";
import { onMessage, onReconnected, watch } from "../lib/realtime.js";

const MAX_QUANTITY = 99;

export class Product extends HTMLElement {
  #stops = [];

  connectedCallback() {
    this.form.addEventListener("submit", (event) => this.#tell(event));
    this.form.addEventListener("change", () => this.#show());
    this.#stops = [
      watch(`product:${this.dataset.productId}`),
      onMessage("stock_changed", (news) => this.#setStock(news.variant_id, news.available_count)),
      onMessage("price_changed", (news) => news.product_id === this.dataset.productId && this.#read()),
      onReconnected(() => this.#read()),
    ];
    this.#show();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  get form() {
    return this.querySelector("form");
  }

  get #variants() {
    return [...this.form.querySelectorAll('[name="variant"]')];
  }

  get #chosen() {
    return this.#variants.find((input) => input.type === "hidden" || input.checked);
  }

  #tell(event) {
    event.preventDefault();
    const name = event.submitter?.matches("[data-add]") ? "add-to-cart" : "buy";
    const chosen = this.#chosen;
    const quantity = Number(this.form.elements.quantity.value);
    const detail = { variantId: chosen.value, quantity, priceMinor: Number(chosen.dataset.priceMinor) };
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  async #read() {
    const product = await getJson(`/api/v1/products/${this.dataset.productId}`);
    product.variants.forEach((variant) => this.#setPrice(variant, product.currency));
    product.variants.forEach((variant) => this.#setStock(variant.id, variant.available_count));
  }

  #setPrice({ id, price_minor: priceMinor, was_minor: wasMinor }, currency) {
    const input = this.#variants.find((one) => one.value === id);
    if (input) {
      input.dataset.priceMinor = priceMinor;
      input.dataset.price = formatMoney(priceMinor, currency);
      input.dataset.was = wasMinor ? formatMoney(wasMinor, currency) : "";
      const note = input.closest("label")?.querySelector(".choice__note");
      note?.replaceChildren(input.dataset.price);
    }
  }

  #setStock(variantId, availableCount) {
    const input = this.#variants.find((one) => one.value === variantId);
    if (input) {
      input.dataset.availableCount = availableCount;
      // The chosen one stays chosen when it sells out: the page says so instead of choosing something else.
      input.disabled = input.type === "radio" && availableCount === 0 && !input.checked;
      this.#show();
    }
  }

  #show() {
    const chosen = this.#chosen;
    const availableCount = Number(chosen.dataset.availableCount);
    this.#showPrice(chosen.dataset);
    this.querySelector("[data-stock]").textContent = this.#describe(availableCount);
    this.form.elements.quantity.max = Math.min(Math.max(availableCount, 1), MAX_QUANTITY);
    for (const button of this.querySelectorAll(":is([data-buy], [data-add])")) {
      button.dataset.variantId = chosen.value;
      button.disabled = availableCount === 0;
    }
  }

  #showPrice({ price, was }) {
    for (const place of this.querySelectorAll("[data-price] > .price")) {
      place.querySelector(".price__was")?.remove();
      place.textContent = price;
      if (was) {
        const earlier = Object.assign(document.createElement("s"), { className: "price__was", textContent: was });
        place.append(earlier);
      }
    }
  }

  #describe(availableCount) {
    if (availableCount === 0) {
      return message("sold_out");
    }
    const isLow = availableCount <= Number(this.dataset.lowStockCount);
    return isLow ? message("few_left", { count: availableCount }) : message("in_stock");
  }
}

customElements.define("nm-product", Product);
