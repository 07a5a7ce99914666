/** <nm-wish-list>: the page of one's wishes. A thing goes off the list at once and can be put back. */

import { callApi } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";

export class WishList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("[data-remove]") && this.#remove(event.target.closest("[data-product-id]")));
  }

  async #remove(card) {
    card.hidden = true;
    const undo = () => this.#change(card, "PUT", false);
    if (await this.#change(card, "DELETE", true)) {
      showToast(message("wish_removed"), { action: { label: message("undo"), run: undo } });
    }
  }

  async #change(card, method, isHidden) {
    try {
      await callApi(method, `/api/v1/me/wishes/${encodeURIComponent(card.dataset.productId)}`);
      card.hidden = isHidden;
      return true;
    } catch (error) {
      card.hidden = !isHidden;
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
      return false;
    }
  }
}

customElements.define("nm-wish-list", WishList);
