/**
 * <nm-collection-picker data-shop-id>: a sheet with the shop's products, to tick those that a collection has.
 *
 * `await choose(products)` gives the chosen products {id, title, url} in their order (new ones last) when it is closed.
 */

import { getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";

const WAIT_MS = 250;

export class CollectionPicker extends HTMLElement {
  #chosen = new Map();
  #resolve = null;
  #timer;
  #asked = 0;

  connectedCallback() {
    this.querySelector('[type="search"]').addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), WAIT_MS);
    });
    this.addEventListener("closed", () => {
      this.#resolve?.([...this.#chosen.values()]);
      this.#resolve = null;
    });
  }

  /** Open the sheet with these products ticked, and wait until it is closed. */
  choose(products) {
    this.#chosen = new Map(products.map((product) => [product.id, product]));
    this.querySelector('[type="search"]').value = "";
    this.querySelector("nm-sheet").open();
    this.#search();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  async #search() {
    this.#asked += 1;
    const number = this.#asked;
    const query = new URLSearchParams({ query: this.querySelector('[type="search"]').value.trim(), limit: 50 });
    try {
      const { items } = await getJson(`/api/v1/shops/${this.dataset.shopId}/products?${query}`);
      if (number === this.#asked) {
        this.#say(items.length ? "" : message("no_products"));
        this.#show(items.map((item) => ({ id: item.id, title: item.title, url: item.pictures[0]?.url ?? "" })));
      }
    } catch (error) {
      this.#say(error.problem?.title ?? message("network_failed"));
    }
  }

  #show(products) {
    this.querySelector("[data-list]").replaceChildren(...products.map((product) => this.#createRow(product)));
  }

  #createRow(product) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const box = row.querySelector("input");
    row.querySelector("[data-title]").textContent = product.title;
    row.querySelector("img").hidden = !product.url;
    row.querySelector("img").src = product.url;
    box.checked = this.#chosen.has(product.id);
    box.addEventListener("change", () => {
      if (box.checked) {
        this.#chosen.set(product.id, product);
      } else {
        this.#chosen.delete(product.id);
      }
    });
    return row;
  }

  #say(text) {
    this.querySelector("[data-note]").textContent = text;
  }
}

customElements.define("nm-collection-picker", CollectionPicker);
