/**
 * <nm-tag-editor>: which products a clip shows, and when. The times come from the clip's player: "from here", "to here". `player` is its <video>,
 * `tags` what is sent to the server. Initial tags stand as JSON in .tag-editor__data.
 */

import { message } from "../lib/messages.js";
import { formatMoney } from "../lib/money.js";
import "./product_picker.js";

const USUAL_SECONDS = 8;
const MOST = 20;

export class TagEditor extends HTMLElement {
  player = null;

  connectedCallback() {
    this.querySelector("[data-act=add]").addEventListener("click", () => this.#pick());
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    const data = this.querySelector(".tag-editor__data");
    if (data && !this.#rows.length) {
      JSON.parse(data.textContent).forEach((tag) => this.#add(tag));
    }
    this.#showCount();
  }

  get #rows() {
    return [...this.querySelectorAll(".tag")];
  }

  /** The tags as the API takes them. */
  get tags() {
    return this.#rows.map((row) => ({
      variant_id: row.dataset.variant,
      start_seconds: Number(row.querySelector("[name=start_seconds]").value) || 0,
      end_seconds: Number(row.querySelector("[name=end_seconds]").value) || 0,
    }));
  }

  get #length() {
    const { duration } = this.player ?? {};
    return Number.isFinite(duration) && duration > 0 ? duration : Infinity;
  }

  /** Show other tags instead, as the API answers them. */
  replace(tags) {
    this.#rows.forEach((row) => row.remove());
    tags.forEach((tag) => this.#add(tag));
    this.#showCount();
  }

  async #pick() {
    this.player?.pause();
    const chosen = await document.querySelector("nm-product-picker").pick();
    if (!chosen) {
      return;
    }
    const start = Math.min(this.player?.currentTime ?? 0, Math.max(0, this.#length - 1));
    this.#add({ ...chosen, start_seconds: start, end_seconds: Math.min(this.#length, start + USUAL_SECONDS) });
  }

  #add(tag) {
    const row = document.getElementById("tag-template").content.firstElementChild.cloneNode(true);
    row.dataset.variant = tag.variant_id;
    row.querySelector(".line-item__title").textContent = tag.title;
    const note = [tag.note, formatMoney(tag.price_minor, tag.currency)].filter(Boolean).join(" · ");
    row.querySelector(".line-item__note").textContent = note;
    row.querySelector("img").hidden = !tag.picture_url;
    if (tag.picture_url) {
      row.querySelector("img").src = tag.picture_url;
    }
    this.#setTime(row, "start_seconds", tag.start_seconds);
    this.#setTime(row, "end_seconds", tag.end_seconds);
    row.addEventListener("change", () => this.#check(row));
    this.querySelector(".tag-editor__list").append(row);
    this.#showCount();
  }

  #press(control) {
    const row = control?.closest(".tag");
    if (!row) {
      return;
    }
    const acts = {
      from: () => this.#setTime(row, "start_seconds", this.player.currentTime),
      to: () => this.#setTime(row, "end_seconds", this.player.currentTime),
      remove: () => row.remove(),
    };
    acts[control.dataset.act]?.();
    this.#check(row);
    this.#showCount();
  }

  #setTime(row, name, seconds) {
    row.querySelector(`[name=${name}]`).value = String(Math.round(seconds * 10) / 10);
  }

  /** Say at the field, in the browser's own way, when a stretch ends before it begins. */
  #check(row) {
    const [start, end] = ["start_seconds", "end_seconds"].map((name) => row.querySelector(`[name=${name}]`));
    end.setCustomValidity(Number(end.value) > Number(start.value) ? "" : message("end_before_start"));
  }

  #showCount() {
    this.toggleAttribute("data-empty", this.#rows.length === 0);
    this.querySelector(":scope > [data-act=add]").disabled = this.#rows.length >= MOST;
  }
}

customElements.define("nm-tag-editor", TagEditor);
