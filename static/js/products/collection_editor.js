/**
 * <nm-collection-editor data-shop-id data-max-count>: a shop's collections: made, named, filled, ordered, deleted with undo.
 *
 * Every act is sent at once; what was refused is told and looks as before.
 */

import { callApi, deleteJson, postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { markEnds, move, readProducts, showProducts } from "./collection_card.js";

export class CollectionEditor extends HTMLElement {
  connectedCallback() {
    this.#cards.forEach(markEnds);
    this.#showState();
    this.addEventListener("click", (event) => this.#press(event.target));
    this.addEventListener("change", (event) => event.target.name === "name" && this.#rename(event.target));
    this.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#create(event.target.elements.new_name);
    });
  }

  get #list() {
    return this.querySelector("[data-list]");
  }

  get #cards() {
    return [...this.#list.children];
  }

  get #url() {
    return `/api/v1/shops/${this.dataset.shopId}/collections`;
  }

  #copy(name) {
    return this.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
  }

  async #create(input) {
    const name = input.value.trim();
    const made = name && (await this.#attempt(() => postJson(this.#url, { name })));
    if (made) {
      input.value = "";
      this.#add(made, []).querySelector("[data-choose]").focus();
    }
  }

  #add({ id, name }, products, before = null) {
    const card = this.#copy("card");
    card.dataset.collectionId = id;
    card.querySelector('[name="name"]').value = name;
    card.querySelector('[name="name"]').defaultValue = name;
    showProducts(card, products, () => this.#copy("product"));
    this.#list.insertBefore(card, before);
    this.#showState();
    return card;
  }

  #press(target) {
    const button = target.closest("button");
    const card = button?.closest("[data-collection-id]");
    if (!card) {
      return;
    }
    const row = button.closest("[data-product-id]");
    const { act } = button.dataset;
    if (button.matches("[data-choose]")) {
      this.#choose(card);
    } else if (act === "remove") {
      this.#remove(card, row);
    } else if (act === "up" || act === "down") {
      this.#move(card, row, button);
    } else if (act === "delete") {
      this.#delete(card);
    }
  }

  async #choose(card) {
    const before = readProducts(card);
    const chosen = await document.querySelector("nm-collection-picker").choose(before);
    await this.#setProducts(card, before, chosen);
  }

  async #remove(card, row) {
    const before = readProducts(card);
    const left = before.filter((product) => product.id !== row.dataset.productId);
    if (await this.#setProducts(card, before, left)) {
      this.#offerUndo(message("product_left_collection"), () => this.#setProducts(card, left, before));
      card.querySelector("[data-choose]").focus();
    }
  }

  async #setProducts(card, before, after) {
    showProducts(card, after, () => this.#copy("product"));
    const isSaved = await this.#attempt(() => this.#patch(card, { product_ids: after.map((product) => product.id) }));
    if (!isSaved) {
      showProducts(card, before, () => this.#copy("product"));
    }
    return isSaved;
  }

  async #move(card, row, button) {
    const { act } = button.dataset;
    if (!move(row ?? card, act)) {
      return;
    }
    button.focus();
    const ids = this.#cards.map((one) => one.dataset.collectionId);
    if (row) {
      markEnds(card);
      await this.#attempt(() => this.#patch(card, { product_ids: readProducts(card).map((product) => product.id) }));
    } else {
      this.#showState();
      await this.#attempt(() => callApi("PUT", this.#url, { body: { collection_ids: ids } }));
    }
  }

  async #rename(input) {
    const name = input.value.trim();
    if (name && (await this.#attempt(() => this.#patch(input.closest("[data-collection-id]"), { name })))) {
      input.defaultValue = name;
      showToast(message("saved"), { kind: "success" });
    } else {
      input.value = input.defaultValue;
    }
  }

  async #delete(card) {
    const products = readProducts(card);
    const name = card.querySelector('[name="name"]').value;
    const next = card.nextElementSibling;
    if (await this.#attempt(() => deleteJson(`/api/v1/collections/${card.dataset.collectionId}`))) {
      card.remove();
      this.#showState();
      this.#offerUndo(message("collection_deleted", { name }), () => this.#bringBack(name, products, next));
    }
  }

  async #bringBack(name, products, next) {
    const ids = products.map((product) => product.id);
    const made = await this.#attempt(() => postJson(this.#url, { name, product_ids: ids }));
    if (made) {
      this.#add(made, products, next?.isConnected ? next : null);
      const order = this.#cards.map((one) => one.dataset.collectionId);
      await this.#attempt(() => callApi("PUT", this.#url, { body: { collection_ids: order } }));
    }
  }

  #patch(card, body) {
    return callApi("PATCH", `/api/v1/collections/${card.dataset.collectionId}`, { body });
  }

  #offerUndo(text, run) {
    showToast(text, { action: { label: message("undo"), run } });
  }

  #showState() {
    const cards = this.#cards;
    cards.forEach((card, index) => {
      card.querySelector('.collection__head [data-act="up"]').disabled = index === 0;
      card.querySelector('.collection__head [data-act="down"]').disabled = index === cards.length - 1;
    });
    this.querySelector("[data-none]").hidden = cards.length > 0;
    this.querySelector("form button").disabled = cards.length >= Number(this.dataset.maxCount);
  }

  /** Return what an act gives (true for nothing), or null when it was refused, which is told. */
  async #attempt(act) {
    try {
      return (await act()) ?? true;
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
      return null;
    }
  }
}

customElements.define("nm-collection-editor", CollectionEditor);
