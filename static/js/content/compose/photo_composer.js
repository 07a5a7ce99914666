/** <nm-photo-composer>: a photo post in the making (templates/content/compose_photos.html). */

import { message } from "../../lib/messages.js";
import { makeSortable } from "../../ui/sortable.js";
import { showToast } from "../../ui/toast.js";
import { Composer, showProblem } from "./composer.js";
import "./tag_placer.js";

export class PhotoComposer extends Composer {
  kind = "photo";
  /** Product tags by the row of their picture. */
  #tags = new Map();

  connectedCallback() {
    super.connectedCallback();
    const input = this.querySelector('input[type="file"]');
    input.addEventListener("change", () => {
      this.#addFiles([...input.files]);
      input.value = "";
    });
    makeSortable(this.#list, { onMoved: () => {}, onDone: () => this.#reorder() });
    this.#list.addEventListener("click", (event) => this.#act(event.target.closest("[data-act]")));
  }

  get #list() {
    return this.querySelector(".photo-rows");
  }

  get #rows() {
    return [...this.#list.children];
  }

  fill(post) {
    for (const picture of post?.pictures ?? []) {
      const row = this.#createRow(picture.thumb_url);
      this.#fillRow(row, picture);
      row.querySelector("[name=alt]").value = picture.alt;
      this.#tags.set(row, post.product_tags.filter((tag) => tag.picture_id === picture.id));
      this.#showTags(row);
    }
    this.#number();
  }

  collect() {
    const rows = this.#rows.filter((row) => row.dataset.pictureId);
    return {
      pictures: rows.map((row) => ({ id: row.dataset.pictureId, alt: row.querySelector("[name=alt]").value })),
      product_tags: rows.flatMap((row) =>
        this.#tags.get(row).map((tag) => ({
          variant_id: tag.variant_id,
          picture_id: row.dataset.pictureId,
          x_permille: tag.x_permille,
          y_permille: tag.y_permille,
        })),
      ),
    };
  }

  #createRow(url) {
    const row = document.getElementById("photo-row-template").content.firstElementChild.cloneNode(true);
    row.querySelector("img").src = url;
    this.#tags.set(row, []);
    this.#list.append(row);
    return row;
  }

  #fillRow(row, picture) {
    row.dataset.pictureId = picture.id;
    row.dataset.url = picture.url;
    row.toggleAttribute("data-sent", true);
  }

  async #addFiles(files) {
    for (const file of files) {
      if (this.#rows.length >= Number(this.dataset.maxCount)) {
        showToast(message("too_many_pictures", { count: this.dataset.maxCount }), { kind: "error" });
        return;
      }
      await this.#addFile(file);
    }
  }

  async #addFile(file) {
    const url = URL.createObjectURL(file);
    const row = this.#createRow(url);
    this.#number();
    const bar = row.querySelector("progress");
    try {
      this.#fillRow(row, await this.send(file, (share) => (bar.value = share)));
      this.draft.touch();
    } catch (error) {
      this.#drop(row);
      showToast(message("picture_failed", { name: file.name, reason: error.message }), { kind: "error" });
    }
  }

  #act(control) {
    const row = control?.closest("li");
    const acts = { remove: () => this.#remove(row), tag: () => this.#placeTags(row) };
    acts[control?.dataset.act]?.();
  }

  #reorder() {
    this.#number();
    this.draft.touch();
  }

  async #remove(row) {
    const next = row.nextElementSibling;
    this.#drop(row);
    (next ?? this.querySelector(".dropzone")).querySelector("[name=alt], input").focus();
    try {
      await this.removePicture(row.dataset.pictureId);
    } catch (error) {
      this.#list.insertBefore(row, next);
      this.#number();
      showProblem(error);
    }
  }

  #drop(row) {
    row.remove();
    this.#number();
  }

  async #placeTags(row) {
    const tags = await document.querySelector("nm-tag-placer").place(row.dataset.url, row.querySelector("[name=alt]").value, this.#tags.get(row));
    this.#tags.set(row, tags);
    this.#showTags(row);
    this.draft.touch();
  }

  #showTags(row) {
    const titles = this.#tags.get(row).map((tag) => tag.title);
    row.querySelector("[data-tags]").textContent = titles.join(" · ");
  }

  #number() {
    this.#rows.forEach((row, index) => {
      row.setAttribute("aria-label", message("picture", { number: index + 1 }));
      row.querySelector(".photo-row__number").textContent = String(index + 1);
    });
    this.toggleAttribute("data-empty", this.#rows.length === 0);
    this.querySelector(".dropzone").hidden = this.#rows.length >= Number(this.dataset.maxCount);
  }
}

customElements.define("nm-photo-composer", PhotoComposer);
