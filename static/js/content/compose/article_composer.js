/** <nm-article-composer>: an article in the making, block by block (templates/content/compose_article.html). */

import { message } from "../../lib/messages.js";
import { formatMoney } from "../../lib/money.js";
import { makeSortable } from "../../ui/sortable.js";
import { showToast } from "../../ui/toast.js";
import { Composer, showProblem } from "./composer.js";
import "../product_picker.js";

const MOST = 100;

export class ArticleComposer extends Composer {
  kind = "article";

  connectedCallback() {
    super.connectedCallback();
    makeSortable(this.#list, { onMoved: () => {}, onDone: () => this.draft.touch() });
    this.addEventListener("click", (event) => this.#act(event.target.closest("[data-block]")));
    const input = this.querySelector('input[type="file"]');
    input.addEventListener("change", () => {
      this.#addFiles([...input.files]);
      input.value = "";
    });
    if (!this.#rows.length) {
      this.#add("text");
    }
  }

  get #list() {
    return this.querySelector(".block-rows");
  }

  get #rows() {
    return [...this.#list.children];
  }

  fill(post) {
    for (const block of post?.blocks ?? []) {
      const row = this.#add(block.type);
      if (block.type === "picture") {
        this.#fillPicture(row, post.pictures.find((one) => one.id === block.picture_id));
      } else if (block.type === "product") {
        this.#fillProduct(row, post.product_tags.find((one) => one.variant_id === block.variant_id));
      } else {
        row.querySelector("[name=text]").value = block.text;
      }
    }
  }

  collect() {
    const rows = this.#rows.filter((row) => row.dataset.type !== "picture" || row.dataset.pictureId);
    const alts = new Map(rows.filter((row) => row.dataset.pictureId).map((row) => [row.dataset.pictureId, row.querySelector("[name=alt]").value]));
    return { blocks: rows.map(blockOf), pictures: [...alts].map(([id, alt]) => ({ id, alt })) };
  }

  #add(type) {
    const row = document.getElementById(`block-${type}-template`).content.firstElementChild.cloneNode(true);
    this.#list.append(row);
    this.querySelectorAll("[data-block^=add-]").forEach((button) => (button.disabled = this.#rows.length >= MOST));
    return row;
  }

  #act(control) {
    const acts = {
      "add-text": () => this.#addWords("text"),
      "add-heading": () => this.#addWords("heading"),
      "add-picture": () => this.querySelector('input[type="file"]').click(),
      "add-product": () => this.#addProduct(),
      remove: () => this.#remove(control.closest("li")),
    };
    acts[control?.dataset.block]?.();
  }

  #addWords(type) {
    this.#add(type).querySelector("[name=text]").focus();
    this.draft.touch();
  }

  async #addProduct() {
    const chosen = await document.querySelector("nm-product-picker").pick();
    if (chosen) {
      this.#fillProduct(this.#add("product"), chosen);
      this.draft.touch();
    }
  }

  async #addFiles(files) {
    for (const file of files) {
      const row = this.#add("picture");
      const bar = row.querySelector("progress");
      row.querySelector("img").src = URL.createObjectURL(file);
      try {
        this.#fillPicture(row, await this.send(file, (share) => (bar.value = share)));
        this.draft.touch();
      } catch (error) {
        row.remove();
        showToast(message("picture_failed", { name: file.name, reason: error.message }), { kind: "error" });
      }
    }
  }

  #fillPicture(row, picture) {
    row.dataset.pictureId = picture.id;
    row.toggleAttribute("data-sent", true);
    row.querySelector("img").src = picture.thumb_url;
    row.querySelector("[name=alt]").value ||= picture.alt;
  }

  #fillProduct(row, tag) {
    if (!tag) {
      row.remove(); // its variant is gone
      return;
    }
    row.dataset.variantId = tag.variant_id;
    row.querySelector(".line-item__title").textContent = tag.title;
    row.querySelector(".line-item__note").textContent = formatMoney(tag.price_minor, tag.currency);
    row.querySelector("img").hidden = !tag.picture_url;
    if (tag.picture_url) {
      row.querySelector("img").src = tag.picture_url;
    }
  }

  async #remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("[name], [data-handle]") ?? this.querySelector("[data-block=add-text]")).focus();
    this.draft.touch();
    if (row.dataset.pictureId && !this.querySelector(`[data-picture-id="${row.dataset.pictureId}"]`)) {
      await this.removePicture(row.dataset.pictureId).catch(showProblem);
    }
  }
}

function blockOf(row) {
  const { type, pictureId, variantId } = row.dataset;
  const parts = { picture: { picture_id: pictureId }, product: { variant_id: variantId } };
  return { type, ...(parts[type] ?? { text: row.querySelector("[name=text]").value }) };
}

customElements.define("nm-article-composer", ArticleComposer);
