/**
 * <nm-bulk data-shop-id data-step="archive|restore">: a list of products with a box for each; does one step with all that
 * are ticked, and offers to undo it.
 */

import { postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";

const BACK = { archive: "restore", restore: "archive" };

export class Bulk extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.#tick(event.target));
    this.querySelector("[data-bulk-act]").addEventListener("click", () => this.#act());
    this.#show();
  }

  get #boxes() {
    return [...this.querySelectorAll('[name="product"]')].filter((box) => !box.closest("tr").hidden);
  }

  get #chosen() {
    return this.#boxes.filter((box) => box.checked);
  }

  #tick(box) {
    if (box.name === "all") {
      this.#boxes.forEach((one) => {
        one.checked = box.checked;
      });
    }
    this.#show();
  }

  #show() {
    const count = this.#chosen.length;
    const all = this.querySelector('[name="all"]');
    all.checked = count > 0 && count === this.#boxes.length;
    all.indeterminate = count > 0 && !all.checked;
    this.querySelector("[data-bulk-act]").disabled = count === 0;
    this.querySelector("[data-bulk-count]").textContent = count ? message("chosen", { count }) : message("choose_all");
  }

  async #act() {
    const { step } = this.dataset;
    const changed = await this.#send(step, this.#chosen.map((box) => box.value));
    if (changed) {
      this.#hide(changed, true);
      showToast(message(`bulk_${step}`, { count: changed.length }), {
        action: { label: message("undo"), run: () => this.#undo(changed) },
      });
    }
  }

  async #undo(ids) {
    if (await this.#send(BACK[this.dataset.step], ids)) {
      this.#hide(ids, false);
      showToast(message("undone"), { kind: "success" });
    }
  }

  #hide(ids, isHidden) {
    const changed = [...this.querySelectorAll('[name="product"]')].filter((box) => ids.includes(box.value));
    changed.forEach((box) => {
      box.checked = !isHidden;
      box.closest("tr").hidden = isHidden;
    });
    this.#show();
  }

  async #send(step, ids) {
    try {
      return (await postJson(`/api/v1/shops/${this.dataset.shopId}/products/${step}`, { product_ids: ids })).product_ids;
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
      return null;
    }
  }
}

customElements.define("nm-bulk", Bulk);
