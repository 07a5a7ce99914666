/** <nm-archive data-product-id data-title>: archives a product of the list at once, and offers to undo it. */

import { postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";

export class Archive extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#archive();
    });
  }

  async #archive() {
    const { title } = this.dataset;
    if (await this.#send("archive")) {
      this.closest("tr").hidden = true;
      showToast(message("archived", { title }), { action: { label: message("undo"), run: () => this.#restore() } });
    }
  }

  async #restore() {
    const { title } = this.dataset;
    if (await this.#send("restore")) {
      this.closest("tr").hidden = false;
      this.querySelector("button").focus();
      showToast(message("restored", { title }), { kind: "success" });
    }
  }

  async #send(step) {
    try {
      await postJson(`/api/v1/products/${this.dataset.productId}/${step}`);
      return true;
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
      return false;
    }
  }
}

customElements.define("nm-archive", Archive);
