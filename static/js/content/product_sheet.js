/**
 * <nm-product-sheet>: a product over the video that shows it (templates/content/sheets.html). `show(tag, source)` opens it; prices and stock are
 * asked for anew, and the stock stays true while it is open. "Buy now" fires `buy` {variantId, quantity, source}, "Add to cart" `add-to-cart` with
 * the same, and both leave the rest to whoever sells; what is bought is named by the place it was seen in.
 */

import { getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { formatMoney } from "../lib/money.js";
import { onMessage, onReconnected, watch } from "../lib/realtime.js";
import { noteTouch } from "../commissions/touch.js";
import { chooseVariant, isAvailable, optionGroups } from "./options.js";

const FEW = 5;

export class ProductSheet extends HTMLElement {
  #product = null;
  #variant = null;
  #source = () => null;
  #stops = [];

  connectedCallback() {
    this.addEventListener("closed", () => this.#stop());
    this.addEventListener("click", (event) => event.target.closest("[data-act=buy]") && this.#tell("buy"));
    this.addEventListener("click", (event) => event.target.closest("[data-act=add]") && this.#tell("add-to-cart"));
    this.addEventListener("click", (event) => event.target.closest("[data-act=again]") && this.#load(this.dataset.product));
    this.querySelector(".product-sheet__options").addEventListener("change", (event) => this.#choose(event.target));
    this.querySelector(".stepper__number").addEventListener("change", () => this.#showPrice());
  }

  /**
   * Open the sheet of a tagged product.
   *
   * @param {{product_id: string, variant_id: string, title: string, picture_url: string|null, price_minor: number, currency: string, click?: string|null}} tag
   * @param {() => object} source says what is being watched, and when in it; asked when the person buys
   */
  show(tag, source) {
    noteTouch(tag.click);
    this.#source = source;
    this.dataset.product = tag.product_id;
    this.dataset.wanted = tag.variant_id;
    this.#product = null;
    this.#variant = null;
    this.querySelector("dialog .product-sheet__options").replaceChildren();
    this.querySelector(".stepper__number").value = "1";
    this.#showHead(tag.title, tag.picture_url, formatMoney(tag.price_minor, tag.currency));
    this.querySelector("nm-sheet").open();
    this.querySelector("nm-wish").show(tag.product_id);
    this.#load(tag.product_id);
  }

  async #load(productId) {
    this.dataset.state = "loading";
    try {
      const product = await getJson(`/api/v1/products/${encodeURIComponent(productId)}`);
      if (productId === this.dataset.product) {
        this.#showProduct(product);
      }
    } catch {
      this.dataset.state = "failed";
    }
  }

  #showProduct(product) {
    this.#product = product;
    this.dataset.state = "ready";
    this.querySelector(".product-sheet__shop").textContent = product.shop.name;
    const wanted = product.variants.find((variant) => variant.id === this.dataset.wanted) ?? product.variants[0];
    const groups = optionGroups(product.variants).map((group) => createChoices(group, wanted?.options[group.name]));
    this.querySelector(".product-sheet__options").replaceChildren(...groups);
    this.#choose();
    this.#listen(product.id);
  }

  #listen(productId) {
    this.#stop();
    this.#stops = [
      watch(`product:${productId}`),
      onMessage("stock_changed", (news) => this.#changeStock(news)),
      onMessage("price_changed", (news) => news.product_id === productId && this.#load(productId)),
      onReconnected(() => this.#load(productId)),
    ];
  }

  #stop() {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
  }

  #changeStock({ variant_id: variantId, available_count: count }) {
    const variant = this.#product?.variants.find(({ id }) => id === variantId);
    if (variant) {
      variant.available_count = count;
      this.#choose();
    }
  }

  #choose(changed) {
    const { variants } = this.#product;
    const inputs = [...this.querySelectorAll(".product-sheet__options input")];
    const asked = Object.fromEntries(inputs.filter((input) => input.checked).map((input) => [input.dataset.option, input.value]));
    this.#variant = variants.length === 1 ? variants[0] : chooseVariant(variants, asked, changed?.dataset.option);
    for (const input of inputs) {
      const { option } = input.dataset;
      input.checked = this.#variant?.options[option] === input.value;
      input.disabled = !input.checked && !isAvailable(variants, option, input.value);
    }
    this.#showPrice();
    this.#showStock();
  }

  #showHead(title, pictureUrl, price) {
    this.querySelector(".sheet__title").textContent = title;
    const picture = this.querySelector(".product-sheet__picture");
    picture.hidden = !pictureUrl;
    picture.src = pictureUrl ?? "";
    this.querySelector(".product-sheet__price").textContent = price;
    this.querySelector(".product-sheet__page").href = `/p/${encodeURIComponent(this.dataset.product)}`;
    this.querySelector(".product-sheet__shop").textContent = "";
    this.querySelector(".product-sheet__stock").textContent = "";
    this.#allow(false);
  }

  #showPrice() {
    if (this.#variant) {
      const { currency } = this.#product;
      const total = this.#variant.price_minor * this.#quantity;
      this.querySelector(".product-sheet__price").replaceChildren(...priceNodes(this.#variant, currency));
      this.querySelector("[data-act=buy] > span").textContent =
        this.#quantity > 1 ? message("buy_for", { price: formatMoney(total, currency) }) : message("buy_now");
    }
  }

  #showStock() {
    const count = this.#product.state === "active" && this.#product.shop.is_open ? (this.#variant?.available_count ?? 0) : 0;
    const stock = this.querySelector(".product-sheet__stock");
    const number = this.querySelector(".stepper__number");
    stock.textContent = stockText(count);
    stock.dataset.level = count === 0 ? "none" : count <= FEW ? "few" : "enough";
    number.max = String(Math.max(1, Math.min(count, 99)));
    number.value = String(Math.min(this.#quantity, Number(number.max)));
    number.dispatchEvent(new Event("change", { bubbles: true }));
    this.#allow(count > 0);
  }

  #allow(isAllowed) {
    this.querySelectorAll(":is([data-act=buy], [data-act=add])").forEach((button) => {
      button.disabled = !isAllowed;
    });
  }

  get #quantity() {
    return Math.max(1, Math.floor(Number(this.querySelector(".stepper__number").value)) || 1);
  }

  #tell(name) {
    const detail = {
      variantId: this.#variant.id,
      quantity: this.#quantity,
      source: this.#source(),
      priceMinor: this.#variant.price_minor,
    };
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** Return the price as text, and struck what may be called its earlier price. */
function priceNodes({ price_minor: price, was_minor: wasMinor }, currency) {
  if (wasMinor === null) {
    return [formatMoney(price, currency)];
  }
  const was = document.createElement("s");
  was.className = "price__was";
  was.textContent = formatMoney(wasMinor, currency);
  return [formatMoney(price, currency), was];
}

function stockText(count) {
  if (count === 0) {
    return message("sold_out");
  }
  return count <= FEW ? message("only_left", { count }) : message("in_stock");
}

function createChoices({ name, values }, chosen) {
  const group = document.createElement("fieldset");
  group.className = "choices";
  const legend = document.createElement("legend");
  legend.textContent = name;
  group.append(legend, ...values.map((value) => createChoice(name, value, value === chosen)));
  return group;
}

function createChoice(name, value, isChosen) {
  const choice = document.createElement("label");
  choice.className = "choice";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: `option-${name}`, value, checked: isChosen });
  input.dataset.option = name;
  const label = document.createElement("span");
  label.className = "choice__label";
  label.textContent = value;
  choice.append(input, label);
  return choice;
}

customElements.define("nm-product-sheet", ProductSheet);
