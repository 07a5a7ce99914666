/**
 * <nm-stock-form>: the sheet in which the host corrects how many there are of each variant of a product.
 * Opened by any [data-opens=stock] with data-product. Only the product's merchant may; the server says so to others.
 */

import { callApi, getJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";
import { attempt } from "./acts.js";

export class StockForm extends HTMLElement {
  attach() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-opens=stock]");
      if (button) {
        attempt(() => this.#open(button.dataset.product), button);
      }
    });
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-change]");
      if (button) {
        attempt(() => this.#change(button.closest("[data-variant]"), Number(button.dataset.change)), button);
      }
    });
  }

  async #open(productId) {
    const product = await getJson(`/api/v1/products/${productId}`);
    this.querySelector("[data-title]").textContent = product.title;
    this.querySelector("[data-variants]").replaceChildren(...product.variants.map((variant) => this.#createRow(variant)));
    this.closest("nm-sheet").open();
  }

  #createRow(variant) {
    const row = document.getElementById("stock-row-template").content.firstElementChild.cloneNode(true);
    row.dataset.variant = variant.id;
    row.querySelector("[data-name]").textContent = Object.values(variant.options).join(" · ") || variant.sku;
    row.querySelector("output").textContent = String(variant.available_count);
    return row;
  }

  async #change(row, sign) {
    const count = Number(row.querySelector("input").value);
    const body = { stock_change_count: sign * count, reason: message("stock_reason") };
    const variant = await callApi("PATCH", `/api/v1/variants/${row.dataset.variant}`, { body });
    row.querySelector("output").textContent = String(variant.available_count);
    showToast(message("left_count", { count: variant.available_count }));
  }
}

customElements.define("nm-stock-form", StockForm);
