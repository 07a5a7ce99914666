/**
 * <nm-wish data-product-id data-added><button aria-pressed>: puts a product on one's wish list, or takes it off.
 *
 * Who is not signed in is sent to sign in and comes back to the same place; the wish is done when he is back. `show(id)` is for places that
 * show one product after another: it asks the server whether that one is on the list.
 */

import { callApi, getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";

const WAITING = "nightmarket-wish";

function pathOf(productId) {
  return `/api/v1/me/wishes/${encodeURIComponent(productId)}`;
}

function isSignedIn() {
  return "signedIn" in document.body.dataset;
}

export class Wish extends HTMLElement {
  connectedCallback() {
    this.#button.addEventListener("click", () => this.#press());
    this.#fulfil();
  }

  get #button() {
    return this.querySelector("button");
  }

  /** Stand for another product from now on. */
  async show(productId) {
    this.dataset.productId = productId;
    this.#set(false);
    this.#fulfil();
    if (isSignedIn()) {
      const { is_wished: isWished } = await getJson(pathOf(productId));
      if (productId === this.dataset.productId) {
        this.#set(isWished);
      }
    }
  }

  #set(isWished) {
    this.#button.setAttribute("aria-pressed", String(isWished));
  }

  async #press() {
    const { productId } = this.dataset;
    if (!isSignedIn()) {
      sessionStorage.setItem(WAITING, productId);
      location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    const isWished = this.#button.getAttribute("aria-pressed") !== "true";
    this.#set(isWished);
    await this.#send(productId, isWished);
  }

  /** Do what somebody wanted before he signed in. */
  async #fulfil() {
    if (isSignedIn() && this.dataset.productId && sessionStorage.getItem(WAITING) === this.dataset.productId) {
      sessionStorage.removeItem(WAITING);
      this.#set(true);
      await this.#send(this.dataset.productId, true);
    }
  }

  async #send(productId, isWished) {
    try {
      await callApi(isWished ? "PUT" : "DELETE", pathOf(productId));
      if (isWished) {
        showToast(this.dataset.added, { kind: "success" });
      }
    } catch (error) {
      this.#set(!isWished);
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
  }
}

customElements.define("nm-wish", Wish);
