/**
 * <nm-buy-sheet>: buying without leaving the page. Opens on a bubbling CustomEvent "buy" {variantId, quantity, source}
 * from anywhere: what it costs → where it goes → pay → outcome. Tells "bought" {orderId} when the order is paid.
 *
 * With priceMinor, the price of one that the buyer saw where he tapped, a difference is said at once. What is ordered is
 * ordered at the price that the sheet shows; when that has changed, the sheet says so and asks again. Where the shop asks for
 * shipping or tax, <nm-charges> shows the total for the address, and the order brings its quote.
 */

import { ApiError, getJson, NetworkError } from "../lib/api.js";
import { formatMoney } from "../lib/money.js";
import { feel } from "../ui/haptics.js";
import { AddressForm } from "./address_form.js";
import "./charges.js";
import { describePriceChange, readPriceChange } from "./price_change.js";
import { placeOrder, playOutcome, waitForPayment } from "./purchase.js";

/** Refusals after which the shown total is not that of now. */
const STALE = new Set(["price-changed", "quote-changed", "quote-expired", "shipping-gone"].map((name) => `/problems/${name}`));

export class BuySheet extends HTMLElement {
  #messages;
  #address;
  #wanted;
  #seen;
  #order;
  #isBusy = false;
  #hasCharges = false;
  #wasDeclined = false;
  #open = (event) => this.#start(event.detail);

  connectedCallback() {
    this.#messages = JSON.parse(this.querySelector("[data-messages]").textContent);
    this.#address = new AddressForm(this.#form);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#once(() => this.#placeOrder());
    });
    this.querySelectorAll("[data-outcome]").forEach((button) =>
      button.addEventListener("click", () => this.#once(() => this.#pay(button.dataset.outcome))),
    );
    for (const change of ["countrychange", "chargeschange"]) {
      this.addEventListener(change, () => this.#once(() => this.#askCharges()));
    }
    document.addEventListener("buy", this.#open);
  }

  disconnectedCallback() {
    document.removeEventListener("buy", this.#open);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #charges() {
    return this.querySelector("nm-charges");
  }

  async #start({ variantId, quantity = 1, source = null, priceMinor = null }) {
    this.#wanted = { variantId, quantity, source };
    this.#seen = { priceMinor };
    this.#nameButton(this.#messages.order);
    this.#charges.clear();
    this.#hasCharges = false;
    this.#wasDeclined = false;
    this.#show("loading");
    this.querySelector("[data-summary]").hidden = true;
    this.querySelector("nm-sheet").open();
    await this.#once(() => this.#showSummary());
  }

  async #showSummary() {
    const { variantId, quantity } = this.#wanted;
    const summary = await getJson(`/api/v1/checkout?variant=${encodeURIComponent(variantId)}&quantity=${quantity}`);
    this.#fillSummary(summary);
    if (!summary.is_on_sale || summary.available_count < quantity) {
      this.#show("sold-out");
      this.#showError(this.#messages.sold_out);
      return;
    }
    this.#address.offer(summary.addresses);
    this.#hasCharges = summary.has_charges;
    await this.#askCharges();
    this.#show("address");
    const { unit_price_minor: priceMinor, currency } = summary;
    if (this.#seen.priceMinor !== null && this.#seen.priceMinor !== priceMinor) {
      this.#askAgain({ priceMinor, currency });
    }
    this.#seen = { priceMinor };
  }

  /** Show what the purchase costs where it goes; a country that is chosen meanwhile is asked for as well. */
  async #askCharges() {
    let country = null;
    while (this.#hasCharges && country !== this.#address.country) {
      country = this.#address.country;
      await this.#charges.ask(this.#wanted, country);
    }
  }

  #fillSummary(summary) {
    const options = Object.values(summary.options).join(" · ") || summary.shop_name;
    const picture = this.querySelector("[data-picture]");
    picture.hidden = !summary.picture_url;
    if (summary.picture_url) {
      picture.src = summary.picture_url;
    }
    this.querySelector("[data-title]").textContent = summary.product_title;
    this.querySelector("[data-note]").textContent = this.#messages.line
      .replace("%(count)s", summary.quantity)
      .replace("%(options)s", options);
    this.#showTotal(summary.unit_price_minor, summary.was_minor, summary.currency);
    this.querySelector("[data-summary]").hidden = false;
  }

  #showTotal(priceMinor, wasMinor, currency) {
    const { quantity } = this.#wanted;
    const was = this.querySelector("[data-was]");
    this.querySelector("[data-total]").textContent = formatMoney(priceMinor * quantity, currency);
    was.hidden = wasMinor === null;
    was.querySelector("span:last-child").textContent = formatMoney((wasMinor ?? 0) * quantity, currency);
  }

  /** Show the present price and let the buyer confirm it: the next press orders at that price. */
  #askAgain(change) {
    this.#seen = { priceMinor: change.priceMinor };
    this.#showTotal(change.priceMinor, null, change.currency);
    this.#showError(describePriceChange(change, this.#messages));
    const total = formatMoney(change.priceMinor * this.#wanted.quantity, change.currency);
    this.#nameButton(this.#messages.buy_at.replace("%(price)s", total));
  }

  #nameButton(text) {
    this.querySelector('[data-for="address"] > span').textContent = text;
  }

  async #placeOrder() {
    const { variantId, quantity, source } = this.#wanted;
    this.#order = await placeOrder({
      line_items: [{ variant_id: variantId, quantity, expected_price_minor: this.#seen.priceMinor }],
      shipping_address: this.#address.read(),
      ...this.#charges.quoted,
      ...(source ? { source } : {}),
    });
    this.#linkTo(this.#order);
    this.#show("pay");
  }

  async #pay(outcome) {
    this.#show("waiting");
    await playOutcome(this.#order.payment.id, outcome);
    const result = await waitForPayment(`/api/v1/orders/${this.#order.id}`, { isDeclinedBefore: this.#wasDeclined && outcome === "success" });
    if (result === "paid") {
      feel("buy");
      this.#show("done");
      this.dispatchEvent(new CustomEvent("bought", { bubbles: true, detail: { orderId: this.#order.id } }));
      return;
    }
    this.#wasDeclined ||= result === "declined";
    this.#show(result === "declined" ? "pay" : "ended");
    this.#showError(this.#messages[result]);
  }

  #linkTo(order) {
    this.querySelector("[data-order-link]").href = `/orders/${order.id}`;
    this.querySelector("[data-pay-link]")?.setAttribute("href", order.payment.url);
  }

  /** Do one thing at a time: a second tap while the first is under way does nothing. */
  async #once(act) {
    if (this.#isBusy) {
      return;
    }
    this.#setBusy(true);
    this.#showError("");
    try {
      await act();
    } catch (error) {
      await this.#explain(error);
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.querySelectorAll(".sheet__foot button").forEach((button) => button.setAttribute("aria-busy", String(isBusy)));
  }

  async #explain(error) {
    if (error instanceof ApiError && error.status === 401) {
      location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    if (this.#step === "waiting") {
      this.#show("pay");
    }
    await this.#showChargesAgain(error);
    const change = readPriceChange(error);
    if (change) {
      this.#askAgain(change);
      return;
    }
    if (error instanceof ApiError && this.#address.showErrors(error.problem.errors ?? [])) {
      return;
    }
    this.#showError(this.#sentenceOf(error));
  }

  /** Show the total of now after a refusal of the one that was shown. */
  async #showChargesAgain(error) {
    if (this.#step === "address" && STALE.has(error.problem?.type)) {
      await this.#askCharges().catch(() => this.#charges.clear());
    }
  }

  #sentenceOf(error) {
    if (error instanceof NetworkError) {
      return this.#messages.network;
    }
    return error instanceof ApiError && error.status < 500 ? error.message : this.#messages.failed;
  }

  #showError(text) {
    const box = this.querySelector("[data-error]");
    box.querySelector("p").textContent = text;
    box.hidden = text === "";
  }

  get #step() {
    return this.dataset.step;
  }

  #show(step) {
    this.dataset.step = step;
    this.querySelectorAll("[data-step]").forEach((part) => {
      part.hidden = part.dataset.step !== step;
    });
    this.querySelectorAll("[data-for]").forEach((button) => {
      const isOrderLink = "orderLink" in button.dataset && step === "ended";
      button.hidden = button.dataset.for !== step && !isOrderLink;
    });
    this.querySelector(`[data-step="${step}"] :is(input, select):not(:disabled)`)?.focus();
  }
}

customElements.define("nm-buy-sheet", BuySheet);
