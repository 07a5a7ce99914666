/**
 * <nm-deal-form>: the sheet in which a live price is opened: which variant, how much, how many, how many each, for how long.
 * Opened by any [data-opens=deal] with data-product. Tells `deal-changed` {product_id, deal} on the document.
 */

import { deleteJson, getJson, postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { formatMoney, minorDigits, toDecimal } from "../../lib/money.js";
import { attempt, onSubmit } from "./acts.js";
import { readPriceMinor } from "./price_input.js";

function describeVariant(variant, currency) {
  const options = Object.values(variant.options).join(" · ") || variant.sku;
  return `${options} · ${formatMoney(variant.price_minor, currency)} · ${message("left_count", { count: variant.available_count })}`;
}

export class DealForm extends HTMLElement {
  #path;
  #product = null;

  attach({ path, room }) {
    this.#path = path;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-opens=deal]");
      if (button) {
        attempt(() => this.#open(button.dataset.product), button);
      }
    });
    document.addEventListener("deal-closing", (event) => attempt(() => deleteJson(`${path}/deals/${event.detail.id}`)));
    onSubmit(this.#form, () => this.#send());
    this.#form.elements.variant_id.addEventListener("change", () => this.#showVariant());
    room.on("deal_opened", (payload) => this.#tell(payload));
    room.on("deal_closed", (payload) => this.#tell({ ...payload, deal: null }));
  }

  get #form() {
    return this.querySelector("form");
  }

  get #variant() {
    return this.#product.variants.find((variant) => variant.id === this.#form.elements.variant_id.value);
  }

  async #open(productId) {
    this.#product = await getJson(`/api/v1/products/${productId}`);
    this.#form.reset();
    this.querySelector("[data-title]").textContent = this.#product.title;
    const choices = this.#product.variants.map((variant) => new Option(describeVariant(variant, this.#product.currency), variant.id));
    this.#form.elements.variant_id.replaceChildren(...choices);
    this.querySelector(".affix__unit").textContent = this.#product.currency;
    // The tray shows the lowest price, so that is the one a live price is usually meant for.
    this.#form.elements.variant_id.value = this.#product.variants.reduce((low, one) => (one.price_minor < low.price_minor ? one : low)).id;
    this.#showVariant();
    this.closest("nm-sheet").open();
    this.#form.elements.price.focus();
  }

  #showVariant() {
    const { price, quota_count: quota } = this.#form.elements;
    const step = 1 / 10 ** minorDigits(this.#product.currency);
    price.step = this.#product.currency === "TWD" ? "1" : String(step);
    price.max = toDecimal(this.#variant.price_minor, this.#product.currency);
    quota.max = String(Math.max(1, this.#variant.available_count));
    quota.value = String(Math.max(1, Math.min(Number(quota.value), this.#variant.available_count)));
  }

  async #send() {
    const { elements } = this.#form;
    await postJson(`${this.#path}/deals`, {
      variant_id: elements.variant_id.value,
      price_minor: readPriceMinor(elements.price.value, this.#product.currency),
      quota_count: Number(elements.quota_count.value),
      per_buyer_limit: Number(elements.per_buyer_limit.value),
      seconds: Number(elements.seconds.value),
      starts_in_seconds: Number(elements.starts_in_seconds.value),
    });
    this.closest("nm-sheet").close("opened");
  }

  #tell({ product_id: productId, deal, ...rest }) {
    const detail = { product_id: productId, deal: deal === undefined ? rest : deal };
    document.dispatchEvent(new CustomEvent("deal-changed", { detail }));
  }
}

customElements.define("nm-deal-form", DealForm);
