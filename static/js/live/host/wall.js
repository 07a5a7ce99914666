/**
 * <nm-live-wall>: everything that is on the air, asked for every few seconds while the page is seen. From each card a moderator
 * watches, reads and searches its comments and reports, warns, or stops it.
 */

import { getJson, postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { formatMoment } from "../../lib/time.js";
import { showToast } from "../../ui/toast.js";
import { attempt, onSubmit } from "./acts.js";
import { createWallItem, fillWallItem } from "./wall_item.js";

const LIST_EVERY_MS = 5000;

function cloneOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export class LiveWall extends HTMLElement {
  #timer;
  #chosen = null;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    onSubmit(this.querySelector("[data-warn]"), (form) => this.#warn(form));
    onSubmit(this.querySelector("[data-stop]"), (form) => this.#stop(form));
    onSubmit(this.querySelector("[data-search]"), () => this.#search());
    this.#timer = setInterval(() => document.visibilityState === "visible" && this.#ask(), LIST_EVERY_MS);
    attempt(() => this.#read());
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  get #list() {
    return this.querySelector(".wall");
  }

  get #path() {
    return `/api/v1/broadcasts/${this.#chosen.id}`;
  }

  async #ask() {
    try {
      await this.#read();
    } catch {
      // The next question comes in five seconds; until then the wall keeps what it has.
      this.toggleAttribute("data-stale", true);
    }
  }

  async #read() {
    const { items } = await getJson("/api/v1/moderation/broadcasts");
    const known = new Map([...this.#list.children].map((row) => [row.dataset.broadcast, row]));
    const rows = items.map((item) => {
      const row = known.get(item.id) ?? createWallItem(item);
      fillWallItem(row, item);
      return row;
    });
    // Only when something came, went or changed places: a card that is put in again loses the focus in it.
    if (rows.length !== this.#list.children.length || rows.some((row, index) => this.#list.children[index] !== row)) {
      this.#list.replaceChildren(...rows);
    }
    this.toggleAttribute("data-empty", rows.length === 0);
    this.toggleAttribute("data-stale", false);
  }

  #press(control) {
    const row = control?.closest(".wall-item");
    if (!row) {
      return;
    }
    this.#chosen = { id: row.dataset.broadcast, title: row.dataset.title };
    const sheet = document.getElementById(`wall-${control.dataset.act}`);
    const title = sheet.querySelector("[data-title]");
    if (title) {
      title.textContent = row.dataset.title;
    }
    sheet.closest("nm-sheet").open();
    const acts = { comments: () => this.#search(), reports: () => this.#showReports() };
    attempt(acts[control.dataset.act] ?? (() => Promise.resolve()));
  }

  async #warn(form) {
    await postJson(`/api/v1/moderation/broadcasts/${this.#chosen.id}/warn`, { reason: form.elements.warn_reason.value.trim() });
    form.reset();
    form.closest("nm-sheet").close("warned");
    showToast(message("warned_now"), { kind: "success" });
  }

  async #stop(form) {
    await postJson(`/api/v1/moderation/broadcasts/${this.#chosen.id}/stop`, { reason: form.elements.stop_reason.value.trim() });
    form.reset();
    form.closest("nm-sheet").close("stopped");
    showToast(message("stopped_now", { title: this.#chosen.title }), { kind: "success" });
    await this.#read();
  }

  async #search() {
    const { q, comment_state: state } = this.querySelector("[data-search]").elements;
    const query = new URLSearchParams({ state: state.value, q: q.value.trim() });
    const { items } = await getJson(`${this.#path}/comments?${query}`);
    const sheet = document.getElementById("wall-comments");
    sheet.querySelector("[data-note]").textContent = items.length ? "" : message("no_comments");
    sheet.querySelector("[data-comments]").replaceChildren(...items.map((comment) => this.#createComment(comment)));
  }

  #createComment({ author, text, state, at_ms: atMs }) {
    const row = cloneOf("wall-comment-template");
    row.querySelector("[data-author]").textContent = author.name;
    row.querySelector("[data-text]").textContent = text;
    row.querySelector("[data-time]").textContent = formatMoment(new Date(atMs));
    const badge = row.querySelector("[data-state]");
    badge.hidden = !state || state === "shown";
    badge.textContent = badge.hidden ? "" : message(`comment_${state}`);
    return row;
  }

  async #showReports() {
    const { items } = await getJson(`/api/v1/moderation/broadcasts/${this.#chosen.id}/reports`);
    const sheet = document.getElementById("wall-reports");
    sheet.querySelector("[data-note]").textContent = items.length ? "" : message("no_reports");
    sheet.querySelector("[data-reports]").replaceChildren(...items.map((report) => this.#createReport(report)));
  }

  #createReport({ category, text, created_at: createdAt }) {
    const row = cloneOf("wall-report-template");
    row.querySelector("[data-category]").textContent = message(`report_${category}`);
    row.querySelector("[data-text]").textContent = text;
    row.querySelector("[data-time]").textContent = formatMoment(createdAt);
    return row;
  }
}

customElements.define("nm-live-wall", LiveWall);
