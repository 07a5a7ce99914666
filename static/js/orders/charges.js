/**
 * <nm-charges>: what a purchase costs beside its goods, where it goes: ways of shipping to choose from, tax, and the total, as the
 * server quotes them. Dispatches a bubbling "chargeschange" when another way is chosen: then it wants to `ask` again.
 */

import { postJson } from "../lib/api.js";
import { formatMoney } from "../lib/money.js";

export class Charges extends HTMLElement {
  #words;
  #quoted = {};

  connectedCallback() {
    this.#words = JSON.parse(this.querySelector("[data-words]").textContent);
    this.addEventListener("change", () => this.dispatchEvent(new CustomEvent("chargeschange", { bubbles: true })));
  }

  /** What an order sends of what is shown: {quote, shipping_method_ids}, or nothing. */
  get quoted() {
    return this.#quoted;
  }

  /** Show nothing: the goods' price is all. */
  clear() {
    this.#quoted = {};
    this.hidden = true;
  }

  /** Ask what units of a variant cost in a country, sent as chosen here, and show it. */
  async ask({ variantId, quantity }, country) {
    const chosen = [...this.querySelectorAll("input:checked")].map(({ value }) => value);
    const quote = await postJson("/api/v1/quotes", {
      line_items: [{ variant_id: variantId, quantity }],
      coupon_ids: [],
      country: country || null,
      shipping_method_ids: chosen,
    });
    const [shop] = quote.shops;
    const methods = shop.methods.filter((method) => method.is_chosen);
    this.#quoted = { quote: quote.quote, shipping_method_ids: methods.map(({ id }) => id) };
    this.#showMethods(shop, quote.currency);
    this.#showTotals(shop, quote);
    this.hidden = false;
  }

  #showMethods({ sending, methods }, currency) {
    const focused = document.activeElement?.value;
    const list = this.querySelector("[data-methods]");
    list.closest("fieldset").hidden = methods.length === 0;
    list.replaceChildren(...methods.map((method) => this.#buildMethod(method, currency)));
    [...list.querySelectorAll("input")].find(({ value }) => value === focused)?.focus();
    const words = this.querySelector("[data-sending]");
    words.hidden = sending === "chosen" || sending === "free";
    words.textContent = words.hidden ? "" : this.#words[sending];
  }

  #buildMethod(method, currency) {
    const label = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const input = label.querySelector("input");
    input.value = method.id;
    input.checked = method.is_chosen;
    label.querySelector("[data-name]").textContent = method.name;
    const cost = method.cost_minor ? formatMoney(method.cost_minor, currency) : this.#words.free;
    label.querySelector(".choice__note").textContent = `${cost} · ${this.#describeDays(method)}`;
    return label;
  }

  #describeDays({ days_from: from, days_to: to }) {
    if (to === 0) {
      return this.#words.same_day;
    }
    if (from === to) {
      return (to === 1 ? this.#words.day : this.#words.days).replace("%(num)s", to);
    }
    return this.#words.range.replace("%(from_days)s", from).replace("%(to_days)s", to);
  }

  #showTotals({ sending, tax, shipping_minor: shippingMinor }, quote) {
    const money = (amount) => formatMoney(amount, quote.currency);
    const taxName = tax && `${tax.name} ${tax.basis_points / 100} %`;
    const rows = [
      [this.#words.goods, money(quote.goods_minor)],
      quote.discount_minor > 0 && [this.#words.discount, money(-quote.discount_minor)],
      sending === "chosen" && [this.#words.shipping, shippingMinor ? money(shippingMinor) : this.#words.free],
      quote.added_tax_minor > 0 && [taxName, money(quote.added_tax_minor)],
      [this.#words.total, money(quote.total_minor), "totals__sum"],
    ].filter(Boolean);
    this.querySelector("dl").replaceChildren(...rows.flatMap((row) => this.#buildRow(...row)));
    const included = this.querySelector("[data-included]");
    included.hidden = quote.included_tax_minor === 0;
    included.textContent = this.#words.included.replace("%(tax)s", taxName).replace("%(amount)s", money(quote.included_tax_minor));
  }

  #buildRow(words, amount, kind = "") {
    return [
      ["dt", words],
      ["dd", amount],
    ].map(([tag, text]) => {
      const cell = document.createElement(tag);
      cell.className = kind;
      cell.textContent = text;
      return cell;
    });
  }
}

customElements.define("nm-charges", Charges);
