/**
 * <nm-product-form data-shop-id [data-product-id]>: sends the form of a product through the API.
 *
 * A new product is sent whole, then its pictures. Of an existing one only what was changed is sent; what was saved
 * before something was refused stays saved.
 */

import { ApiError, callApi, deleteJson, postJson, randomId } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { readChanges, readNewVariant, RowRefused, showError } from "./variant_row.js";

/** Call `read` on every row, so that all of them show what does not fit, then refuse if one did. */
function readAll(rows, read) {
  const values = rows.map((row) => {
    try {
      return read(row);
    } catch (error) {
      if (error instanceof RowRefused) {
        return error;
      }
      throw error;
    }
  });
  const refused = values.find((value) => value instanceof RowRefused);
  if (refused) {
    throw refused;
  }
  return values;
}

export class ProductForm extends HTMLElement {
  /** One key for a new product, however often it is sent. */
  #key = randomId();
  #createdId = null;
  #keptIds = [];

  connectedCallback() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(event.submitter);
    });
    this.form.addEventListener("input", ({ target }) => {
      this.#key = this.#createdId ? this.#key : randomId();
      if (target.closest(".variant")) {
        showError(target, "");
      }
    });
    this.#keptIds = [...this.querySelectorAll("li[data-variant-id]")].map((row) => row.dataset.variantId);
  }

  get form() {
    return this.querySelector("form");
  }

  get #variants() {
    return this.querySelector("nm-variant-editor");
  }

  async #send(button) {
    button?.setAttribute("aria-busy", "true");
    this.#showProblem("");
    try {
      await (this.dataset.productId ? this.#change() : this.#create());
    } catch (error) {
      this.#showRefusal(error);
    } finally {
      button?.removeAttribute("aria-busy");
    }
  }

  #readWords() {
    const { title, description } = this.form.elements;
    return { title: title.value, description: description.value };
  }

  async #create() {
    const currency = this.form.elements.currency.value;
    const { optionNames, rows } = this.#variants;
    const variants = readAll(rows, (row) => readNewVariant(row, optionNames, currency));
    if (!this.#createdId) {
      const body = { ...this.#readWords(), currency, variants };
      const url = `/api/v1/shops/${this.dataset.shopId}/products`;
      this.#createdId = (await postJson(url, body, { idempotencyKey: this.#key })).id;
    }
    await this.#sendPictures();
    location.assign(`/console?shop=${this.dataset.shopId}`);
  }

  /** The product is on sale already: a refused picture is told, and can be replaced on the product's own form. */
  async #sendPictures() {
    try {
      await this.querySelector("nm-picture-editor").sendAll(this.#createdId);
    } catch (error) {
      showToast(error.message, { kind: "error" });
      location.assign(`/console/products/${this.#createdId}`);
      throw error;
    }
  }

  async #change() {
    const currency = this.form.elements.currency.value;
    const { optionNames, rows } = this.#variants;
    const kept = rows.filter((row) => row.dataset.variantId);
    const added = rows.filter((row) => !row.dataset.variantId);
    const changes = readAll(kept, (row) => readChanges(row, currency));
    const additions = readAll(added, (row) => readNewVariant(row, optionNames, currency));
    const product = `/api/v1/products/${this.dataset.productId}`;
    await callApi("PATCH", product, { body: this.#readWords() });
    for (const [index, row] of kept.entries()) {
      if (changes[index]) {
        await callApi("PATCH", `/api/v1/variants/${row.dataset.variantId}`, { body: changes[index] });
      }
    }
    for (const addition of additions) {
      await postJson(`${product}/variants`, addition);
    }
    await this.#withdrawMissing(kept);
    location.reload();
  }

  async #withdrawMissing(kept) {
    const keptIds = new Set(kept.map((row) => row.dataset.variantId));
    for (const id of this.#keptIds.filter((one) => !keptIds.has(one))) {
      await deleteJson(`/api/v1/variants/${id}`);
    }
  }

  #showRefusal(error) {
    if (error instanceof ApiError) {
      (error.problem.errors ?? []).forEach(({ field, message: sentence }) => this.#showFieldError(field, sentence));
      this.#showProblem(error.message);
    } else if (!(error instanceof RowRefused)) {
      this.#showProblem(message("network_failed"));
    }
    this.querySelector('[aria-invalid], [data-problem]:not([hidden])')?.scrollIntoView({ block: "center" });
  }

  /** A field of a variant is named as the API names it, e.g. variants.0.sku. */
  #showFieldError(field, sentence) {
    const [, index, name] = /^variants\.(\d+)\.(sku|price|stock|options)/.exec(field) ?? [];
    const input = this.#variants.rows[index]?.querySelector(`[name="${name === "options" ? "option" : name}"]`);
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
