/**
 * <nm-new-broadcast>: the form of a new broadcast: words, cover, products, now or later, rehearsal. What it makes opens in its console.
 */

import { ApiError, csrfToken, postJson, randomId } from "../../lib/api.js";
import { formatMoney } from "../../lib/money.js";
import { attempt, onSubmit } from "./acts.js";
import { makeSortable } from "../../ui/sortable.js";

/** Send a picture as the cover of a broadcast. */
async function sendCover(broadcastId, file) {
  const response = await fetch(`/api/v1/broadcasts/${broadcastId}/cover`, {
    method: "PUT",
    headers: { "Content-Type": file.type, "X-CSRF-Token": csrfToken(), Accept: "application/json" },
    body: file,
  });
  if (!response.ok) {
    throw new ApiError(await response.json(), response.status);
  }
}

/** Return the moment of a datetime-local field, which is in the person's own time zone, as the API takes it; null when it is empty. */
export function readMoment(text) {
  return text ? new Date(text).toISOString() : null;
}

export class NewBroadcast extends HTMLElement {
  #key = randomId();
  #madeId = null;

  connectedCallback() {
    const { form } = this;
    onSubmit(form, () => this.#create());
    form.addEventListener("change", () => this.#showWhen());
    this.querySelector("[data-act=add]").addEventListener("click", (event) => attempt(() => this.#add(), event.currentTarget));
    this.#list.addEventListener("click", (event) => event.target.closest("[data-act=remove]")?.closest(".tray-row").remove());
    form.elements.cover.addEventListener("change", () => this.#showCover());
    makeSortable(this.#list, { onMoved: () => {}, onDone: () => {} });
    this.#showWhen();
  }

  get form() {
    return this.querySelector("form");
  }

  get #list() {
    return this.querySelector(".tray__list");
  }

  #showWhen() {
    const isLater = this.form.elements.when.value === "later";
    const field = this.form.elements.scheduled_at;
    field.closest(".field").hidden = !isLater;
    field.required = isLater;
    field.disabled = !isLater;
  }

  #showCover() {
    const [file] = this.form.elements.cover.files;
    const picture = this.querySelector("[data-cover]");
    URL.revokeObjectURL(picture.src);
    picture.hidden = !file;
    picture.src = file ? URL.createObjectURL(file) : "";
  }

  async #add() {
    const item = await document.querySelector("nm-tray-picker").pick();
    if (!item || this.#list.querySelector(`[data-product="${item.product_id}"]`)) {
      return;
    }
    const row = document.getElementById("chosen-product-template").content.firstElementChild.cloneNode(true);
    row.dataset.product = item.product_id;
    row.querySelector(".line-item__title").textContent = item.title;
    row.querySelector(".line-item__note").textContent = formatMoney(item.price_minor, item.currency);
    row.querySelector("img").hidden = !item.picture_url;
    row.querySelector("img").src = item.picture_url ?? "";
    this.#list.append(row);
  }

  /** Make the broadcast and return its id. The key holds for retries after silence; what was refused is another try. */
  async #send(body) {
    try {
      return (await postJson("/api/v1/broadcasts", body, { idempotencyKey: this.#key })).id;
    } catch (error) {
      if (error instanceof ApiError) {
        this.#key = randomId();
      }
      throw error;
    }
  }

  async #create() {
    const { elements } = this.form;
    const body = {
      title: elements.title.value.trim(),
      category: elements.category.value,
      disclosure: elements.disclosure.value,
      audience: elements.audience.value,
      scheduled_at: readMoment(elements.when.value === "later" ? elements.scheduled_at.value : ""),
      is_rehearsal: elements.is_rehearsal.checked,
      product_ids: [...this.#list.children].map((row) => row.dataset.product),
    };
    // A cover that is refused must not make a second broadcast when the form is sent again.
    this.#madeId ??= await this.#send(body);
    const [cover] = elements.cover.files;
    if (cover) {
      await sendCover(this.#madeId, cover);
    }
    location.assign(`/studio/live/${this.#madeId}`);
  }
}

customElements.define("nm-new-broadcast", NewBroadcast);
