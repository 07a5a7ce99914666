/** <nm-live-tray>: the sheet with everything that this broadcast sells, in the order of the show. */

import { message } from "../../lib/messages.js";
import { showProduct } from "./product_view.js";

const COUNT_MS = 1000;

export class Tray extends HTMLElement {
  #stage;
  #counting;

  attach(stage) {
    this.#stage = stage;
    stage.addEventListener("tray", () => this.#show());
    stage.addEventListener("explained", () => this.#show());
    document.querySelector("[data-tray-button]")?.addEventListener("click", () => this.#open());
    this.addEventListener("closed", () => clearInterval(this.#counting));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act=open-product]")));
  }

  #open() {
    this.querySelector("nm-sheet").open();
    this.#counting = setInterval(() => this.#show(), COUNT_MS);
    this.#show();
  }

  #press(button) {
    const card = button && this.#stage.cards.get(button.closest("li").dataset.product);
    if (card) {
      this.querySelector("nm-sheet").close("chosen");
      const { explained } = this.#stage;
      const detail = explained?.product_id === card.product_id ? explained : card;
      this.dispatchEvent(new CustomEvent("open-product", { bubbles: true, detail }));
    }
  }

  #show() {
    const cards = [...this.#stage.cards.values()];
    const count = document.querySelector("[data-tray-count]");
    if (count) {
      count.textContent = cards.length ? String(cards.length) : "";
      count.closest("button").title = message("products_of", { count: cards.length });
    }
    this.querySelector("[data-tray-empty]").hidden = cards.length > 0;
    if (!this.querySelector("dialog").open) {
      return;
    }
    const list = this.querySelector("[data-tray-items]");
    const rows = new Map(Array.from(list.children, (row) => [row.dataset.product, row]));
    const wanted = cards.map((card) => rows.get(card.product_id) ?? this.#createRow(card));
    if (wanted.length !== list.children.length || wanted.some((row, index) => row !== list.children[index])) {
      list.replaceChildren(...wanted);
    }
    wanted.forEach((row, index) => this.#fill(row, cards[index]));
  }

  #createRow(card) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.product = card.product_id;
    return row;
  }

  #fill(row, card) {
    showProduct(row, card, this.#stage);
    row.querySelector("[data-explained-now]").hidden = this.#stage.explained?.product_id !== card.product_id;
  }
}

customElements.define("nm-live-tray", Tray);
