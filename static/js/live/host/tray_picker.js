/**
 * <nm-tray-picker shops="id id">: a sheet to choose a product from: one's own first, then a search of the whole market or a pasted link.
 * `await pick()` gives a product as the tray shows it, or null when the sheet was closed.
 */

import { getJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { formatMoney } from "../../lib/money.js";
import { describeError } from "./acts.js";

const WAIT_MS = 250;
const LINK = /\/p\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/i;

function toTrayItem(product) {
  return {
    product_id: product.id,
    title: product.title,
    picture_url: product.pictures[0]?.url ?? null,
    price_minor: Math.min(...product.variants.map((variant) => variant.price_minor)),
    currency: product.currency,
    available_count: product.variants.reduce((sum, variant) => sum + variant.available_count, 0),
    variant_ids: product.variants.map((variant) => variant.id),
  };
}

export class TrayPicker extends HTMLElement {
  #resolve = null;
  #timer;
  #askedCount = 0;

  connectedCallback() {
    this.querySelector("input").addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), WAIT_MS);
    });
    this.addEventListener("closed", () => this.#answer(null));
  }

  pick() {
    this.querySelector("nm-sheet").open();
    this.#search();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  #answer(choice) {
    this.#resolve?.(choice);
    this.#resolve = null;
    if (choice) {
      this.querySelector("nm-sheet").close("chosen");
    }
  }

  async #search() {
    this.#askedCount += 1;
    const number = this.#askedCount;
    const say = (text) => {
      this.querySelector(".picker__note").textContent = text;
    };
    say(message("loading"));
    try {
      const products = await this.#find(this.querySelector("input").value.trim());
      if (number === this.#askedCount) {
        say(products.length ? "" : message("no_products"));
        this.querySelector(".picker__list").replaceChildren(...products.map((product) => this.#createRow(toTrayItem(product))));
      }
    } catch (error) {
      say(describeError(error));
    }
  }

  async #find(query) {
    const linked = LINK.exec(query);
    if (linked) {
      return [await getJson(`/api/v1/products/${linked[1]}`)];
    }
    if (query) {
      return (await getJson(`/api/v1/products?${new URLSearchParams({ query })}`)).items;
    }
    const shops = (this.getAttribute("shops") ?? "").split(" ").filter(Boolean);
    const pages = await Promise.all(shops.map((id) => getJson(`/api/v1/shops/${id}/products`)));
    const own = pages.flatMap((page) => page.items);
    return own.length ? own : (await getJson("/api/v1/products")).items;
  }

  #createRow(item) {
    const row = document.getElementById("tray-choice-template").content.firstElementChild.cloneNode(true);
    row.querySelector(".line-item__title").textContent = item.title;
    row.querySelector(".line-item__note").textContent = message("left_count", { count: item.available_count });
    row.querySelector(".line-item__end").textContent = formatMoney(item.price_minor, item.currency);
    row.querySelector("img").hidden = !item.picture_url;
    if (item.picture_url) {
      row.querySelector("img").src = item.picture_url;
    }
    row.addEventListener("click", () => this.#answer(item));
    return row;
  }
}

customElements.define("nm-tray-picker", TrayPicker);
