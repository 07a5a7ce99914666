/**
 * <nm-product-form data-shop-id [data-product-id data-state]>: sends the form of a product through the API.
 *
 * A new product is sent first, then its pictures, then the blocks that name them. Of an existing one the words and the
 * matrix are sent; its pictures were sent when they were chosen. The pressed button's value says what comes after:
 * save, draft (keep it one) or publish.
 */

import { ApiError, callApi, postJson, randomId } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { RowRefused, showError } from "./variant_row.js";

export class ProductForm extends HTMLElement {
  /** One key for a new product, however often it is sent. */
  #key = randomId();
  #createdId = null;

  connectedCallback() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(event.submitter);
    });
    this.form.addEventListener("input", ({ target }) => {
      this.#key = this.#createdId ? this.#key : randomId();
      target.removeAttribute("aria-invalid");
      if (target.closest(".variant")) {
        showError(target, "");
      }
    });
  }

  get form() {
    return this.querySelector("form");
  }

  get #variants() {
    return this.querySelector("nm-variant-editor");
  }

  async #send(button) {
    const act = button?.value ?? "save";
    button?.setAttribute("aria-busy", "true");
    this.#showProblem("");
    try {
      await (this.dataset.productId ? this.#change(act) : this.#create(act));
    } catch (error) {
      this.#showRefusal(error);
    } finally {
      button?.removeAttribute("aria-busy");
    }
  }

  #readWords() {
    const { title, description, category, withdrawal } = this.form.elements;
    return { title: title.value, description: description.value, category: category.value, withdrawal: withdrawal.value };
  }

  async #create(act) {
    const currency = this.form.elements.currency.value;
    const variants = this.#variants.read(currency);
    if (!this.#createdId) {
      const body = { ...this.#readWords(), currency, variants, state: act === "publish" ? "active" : "draft" };
      const url = `/api/v1/shops/${this.dataset.shopId}/products`;
      this.#createdId = (await postJson(url, body, { idempotencyKey: this.#key })).id;
    }
    await this.#sendPictures();
    await this.#sendBlocks();
    location.assign(`/console?shop=${this.dataset.shopId}${act === "publish" ? "" : "&state=draft"}`);
  }

  /** The product is there already: a refused picture is told, and can be replaced on the product's own form. */
  async #sendPictures() {
    try {
      await this.querySelector("nm-picture-editor").sendAll(this.#createdId);
    } catch (error) {
      showToast(error.message, { kind: "error" });
      location.assign(`/console/products/${this.#createdId}`);
      throw error;
    }
  }

  async #sendBlocks() {
    const { blocks } = this.querySelector("nm-block-editor");
    if (blocks.length) {
      await callApi("PATCH", `/api/v1/products/${this.#createdId}`, { body: { blocks } });
    }
  }

  async #change(act) {
    const variants = this.#variants.read(this.form.elements.currency.value);
    const url = `/api/v1/products/${this.dataset.productId}`;
    const { blocks } = this.querySelector("nm-block-editor");
    await callApi("PATCH", url, { body: { ...this.#readWords(), blocks } });
    this.#variants.accept((await callApi("PUT", `${url}/variants`, { body: { variants } })).variants);
    if (act === "publish") {
      await postJson(`${url}/publish`);
      location.assign(`/console?shop=${this.dataset.shopId}`);
      return;
    }
    showToast(message(act === "draft" ? "draft_kept" : "saved"), { kind: "success" });
  }

  #showRefusal(error) {
    if (error instanceof ApiError) {
      (error.problem.errors ?? []).forEach(({ field, message: sentence }) => this.#showFieldError(field, sentence));
      this.#showProblem(error.message);
    } else if (!(error instanceof RowRefused)) {
      this.#showProblem(message("network_failed"));
    }
    this.querySelector('[aria-invalid], [role="alert"]:not([hidden]), [data-problem]:not([hidden])')?.scrollIntoView({ block: "center" });
  }

  /** A field of a variant is named as the API names it, e.g. variants.0.sku or variants.0.new.sku. */
  #showFieldError(field, sentence) {
    const [, index, name] = /^variants\.(\d+)\.(?:kept\.|new\.)?(sku|price|stock)/.exec(field) ?? [];
    const input = this.#variants.rowAt(index)?.querySelector(`[name="${name}"]`);
    if (input) {
      showError(input, sentence);
    } else {
      this.form.elements[field]?.setAttribute("aria-invalid", "true");
    }
  }

  #showProblem(sentence) {
    const place = this.querySelector("[data-problem]");
    place.hidden = !sentence;
    place.querySelector("p").textContent = sentence;
  }
}

customElements.define("nm-product-form", ProductForm);
