/**
 * <nm-product-picker shops="id id">: a sheet to choose a product's variant from: one's own products first, a search of the whole market, or a
 * pasted link. `await pick()` gives {variant_id, title, note, price_minor, currency, picture_url}, or null when it was closed.
 */

import { getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { formatMoney } from "../lib/money.js";

const WAIT_MS = 250;
const LINK = /\/p\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/i;

export class ProductPicker extends HTMLElement {
  #resolve = null;
  #timer;
  #asked = 0;

  connectedCallback() {
    this.querySelector("input").addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), WAIT_MS);
    });
    this.addEventListener("closed", () => this.#answer(null));
  }

  /** Open the sheet and wait for a choice. */
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
    const query = this.querySelector("input").value.trim();
    this.#asked += 1;
    const number = this.#asked;
    this.#say(message("loading"));
    try {
      const products = await this.#find(query);
      if (number === this.#asked) {
        this.#show(products);
      }
    } catch (error) {
      if (number === this.#asked) {
        this.#show([]);
        this.#say(error.problem?.title ?? message("network_failed"));
      }
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

  #show(products) {
    this.#say(products.length ? "" : message("no_products"));
    this.querySelector(".picker__list").replaceChildren(...products.flatMap((product) => this.#rows(product)));
  }

  #rows(product) {
    return product.variants.map((variant) => {
      const row = document.getElementById("picker-template").content.firstElementChild.cloneNode(true);
      const note = Object.values(variant.options).join(" · ");
      const price = formatMoney(variant.price_minor, product.currency);
      row.querySelector(".line-item__title").textContent = product.title;
      row.querySelector(".line-item__note").textContent = [note, product.shop.name].filter(Boolean).join(" · ");
      row.querySelector(".line-item__end").textContent = price;
      const pictureUrl = product.pictures[0]?.url ?? null;
      row.querySelector("img").hidden = !pictureUrl;
      row.querySelector("img").src = pictureUrl ?? "";
      row.addEventListener("click", () =>
        this.#answer({
          variant_id: variant.id,
          title: product.title,
          note,
          price_minor: variant.price_minor,
          currency: product.currency,
          picture_url: pictureUrl,
        }),
      );
      return row;
    });
  }

  #say(text) {
    this.querySelector(".picker__note").textContent = text;
  }
}

customElements.define("nm-product-picker", ProductPicker);
