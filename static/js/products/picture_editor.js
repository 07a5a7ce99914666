/**
 * <nm-picture-editor data-max-count [data-product-id]>: a product's pictures with preview, words, order and removal.
 *
 * With a product, every act is sent at once. Without one (a new product) the files wait for `sendAll(productId)`.
 */

import { callApi, deleteJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { confirmAction } from "../ui/confirm.js";
import { sendPicture } from "./picture_upload.js";
import { complete, createItem, markOrder } from "./picture_items.js";

export class PictureEditor extends HTMLElement {
  #waiting = new Map();

  connectedCallback() {
    this.#items.forEach(complete);
    markOrder(this.#list);
    const input = this.querySelector('input[type="file"]');
    input.addEventListener("change", () => {
      this.#add([...input.files]);
      input.value = "";
    });
    this.#list.addEventListener("click", (event) => this.#act(event.target.closest("[data-act]")));
    this.#list.addEventListener("change", (event) => this.#describe(event.target));
  }

  /** The pictures in order, as {key, id}: the key stays the same when a picture is sent and gets its id. */
  get pictures() {
    return this.#items.map((item) => ({ key: item.dataset.key ?? item.dataset.pictureId, id: item.dataset.pictureId }));
  }

  /** Send the files that wait, in their order. @throws {ApiError|NetworkError} one of them was refused. */
  async sendAll(productId) {
    for (const item of this.#items.filter((one) => this.#waiting.has(one))) {
      item.dataset.pictureId = (await sendPicture(productId, this.#waiting.get(item))).id;
      this.#waiting.delete(item);
      await this.#sendAlt(item);
    }
  }

  get #list() {
    return this.querySelector("[data-list]");
  }

  get #items() {
    return [...this.#list.children];
  }

  async #add(files) {
    const maxCount = Number(this.dataset.maxCount);
    for (const file of files) {
      if (this.#items.length >= maxCount) {
        showToast(message("too_many_pictures", { count: maxCount }), { kind: "error" });
        return;
      }
      await this.#addOne(file);
    }
  }

  async #addOne(file) {
    const item = createItem(URL.createObjectURL(file));
    this.#list.append(item);
    markOrder(this.#list);
    if (!this.dataset.productId) {
      this.#waiting.set(item, file);
      return;
    }
    item.setAttribute("aria-busy", "true");
    try {
      const picture = await sendPicture(this.dataset.productId, file);
      item.dataset.pictureId = picture.id;
      item.removeAttribute("aria-busy");
      await this.#sendAlt(item);
    } catch (error) {
      this.#drop(item);
      showToast(message("picture_failed", { name: file.name, reason: error.message }), { kind: "error" });
    }
  }

  async #describe(input) {
    const item = input.closest("li");
    if (input.name === "alt" && item.dataset.pictureId && (await this.#send(this.#sendAlt(item)))) {
      showToast(message("alt_saved"), { kind: "success" });
    }
  }

  /** Send the words for a picture; a new one without any needs none. */
  async #sendAlt(item) {
    const input = item.querySelector('[name="alt"]');
    if (input.value !== input.defaultValue) {
      await callApi("PATCH", `/api/v1/pictures/${item.dataset.pictureId}`, { body: { alt: input.value } });
      input.defaultValue = input.value;
    }
  }

  #act(button) {
    if (!button) {
      return;
    }
    const item = button.closest("li");
    if (button.dataset.act === "remove") {
      this.#remove(item);
    } else {
      this.#move(item, button);
    }
  }

  async #move(item, button) {
    const neighbour = button.dataset.act === "earlier" ? item.previousElementSibling : item.nextElementSibling;
    const [first, second] = button.dataset.act === "earlier" ? [item, neighbour] : [neighbour, item];
    this.#list.insertBefore(first, second);
    markOrder(this.#list);
    (button.disabled ? item.querySelector("[data-act]:not(:disabled)") : button).focus();
    if (this.dataset.productId) {
      const pictureIds = this.#items.map((one) => one.dataset.pictureId).filter(Boolean);
      await this.#send(callApi("PUT", `/api/v1/products/${this.dataset.productId}/pictures`, { body: { picture_ids: pictureIds } }));
    }
  }

  async #remove(item) {
    const { pictureId } = item.dataset;
    if (pictureId) {
      const question = { title: message("remove_picture_question"), text: message("cannot_undo"), confirmText: message("remove") };
      if (!(await confirmAction(question)) || !(await this.#send(deleteJson(`/api/v1/pictures/${pictureId}`)))) {
        return;
      }
    }
    this.#drop(item);
  }

  #drop(item) {
    this.#waiting.delete(item);
    item.remove();
    markOrder(this.#list);
  }

  async #send(answer) {
    try {
      await answer;
      return true;
    } catch (error) {
      showToast(error.message, { kind: "error" });
      return false;
    }
  }
}

customElements.define("nm-picture-editor", PictureEditor);
