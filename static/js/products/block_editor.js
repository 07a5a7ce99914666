/**
 * <nm-block-editor data-max-count>: the blocks of a product's description: added, moved, removed with undo.
 *
 * A picture block names one of the pictures in the form's <nm-picture-editor>, sent already or not.
 */

import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import "./picture_editor.js"; // first: the blocks ask it for its pictures

const MOVES = { up: "previousElementSibling", down: "nextElementSibling" };

export class BlockEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event.target));
    // Pictures may have come or gone since the select was last looked at.
    this.addEventListener("focusin", (event) => event.target.matches("select") && this.#fillSelect(event.target));
    this.#fillSelects();
    this.#showEnds();
  }

  /** What the blocks say, as the API takes it; empty ones and pictures that are gone are left out. */
  get blocks() {
    return [...this.#list.children].map((item) => this.#read(item)).filter(Boolean);
  }

  get #list() {
    return this.querySelector("[data-list]");
  }

  get #pictures() {
    return this.closest("form").querySelector("nm-picture-editor").pictures;
  }

  #read(item) {
    const { kind } = item.dataset;
    const words = item.querySelector("[data-words]").value.trim();
    if (kind === "list") {
      const items = words.split("\n").map((line) => line.trim()).filter(Boolean);
      return items.length ? { kind, items } : null;
    }
    if (kind === "picture") {
      const picture = this.#pictures.find((one) => one.key === words);
      return picture?.id ? { kind, picture_id: picture.id } : null;
    }
    return words ? { kind, text: words } : null;
  }

  #press(target) {
    const add = target.closest("[data-add]");
    const act = target.closest("[data-act]");
    if (add) {
      this.#add(add.dataset.add);
    } else if (act?.dataset.act === "remove") {
      this.#remove(act.closest("li"));
    } else if (act) {
      this.#move(act.closest("li"), act);
    }
  }

  #add(kind) {
    const maxCount = Number(this.dataset.maxCount);
    if (this.#list.children.length >= maxCount) {
      showToast(message("too_many_blocks", { count: maxCount }), { kind: "error" });
      return;
    }
    const item = this.querySelector(`template[data-kind="${kind}"]`).content.firstElementChild.cloneNode(true);
    this.#list.append(item);
    this.#fillSelects();
    this.#showEnds();
    item.querySelector("[data-words]").focus();
  }

  #remove(item) {
    const next = item.nextElementSibling;
    item.remove();
    this.#showEnds();
    showToast(message("block_removed"), {
      action: {
        label: message("undo"),
        run: () => {
          this.#list.insertBefore(item, next?.isConnected ? next : null);
          this.#showEnds();
          item.querySelector("[data-words]").focus();
        },
      },
    });
  }

  #move(item, button) {
    const neighbour = item[MOVES[button.dataset.act]];
    if (button.dataset.act === "up") {
      neighbour.before(item);
    } else {
      neighbour.after(item);
    }
    this.#showEnds();
    (button.disabled ? item.querySelector("[data-act]:not(:disabled)") : button).focus();
  }

  #showEnds() {
    const items = [...this.#list.children];
    items.forEach((item, index) => {
      item.querySelector('[data-act="up"]').disabled = index === 0;
      item.querySelector('[data-act="down"]').disabled = index === items.length - 1;
    });
  }

  #fillSelects() {
    this.#list.querySelectorAll("select").forEach((select) => this.#fillSelect(select));
  }

  #fillSelect(select) {
    const chosen = select.value || select.dataset.chosen;
    const pictures = this.#pictures;
    const options = pictures.map(({ key }, index) => new Option(message("picture", { number: index + 1 }), key, false, key === chosen));
    select.replaceChildren(...(options.length ? options : [new Option(message("no_pictures"), "")]));
  }
}

customElements.define("nm-block-editor", BlockEditor);
