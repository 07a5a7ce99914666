/**
 * <nm-host-tray>: the products of a broadcast in the order of the show, with the host's notes. One is explained at a time: its row says so.
 * Order: drag by the handle, or focus it and use the arrow keys. The key N, or the button, explains the next one.
 */

import { callApi, deleteJson, postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";
import { attempt } from "./acts.js";
import { makeSortable } from "../../ui/sortable.js";
import { createTrayRow, fillTrayRow } from "./tray_row.js";

const SAVE_AFTER_MS = 600;

export class HostTray extends HTMLElement {
  #path;
  #clock;
  #items = [];
  #pinnedId = null;
  #timer;

  attach({ path, room, broadcast }) {
    this.#path = path;
    this.#clock = room.server;
    this.#setLive(broadcast.state === "live");
    this.#take(broadcast.tray ?? []);
    room.on("broadcast_started", () => this.#setLive(true));
    room.on("broadcast_ended", () => this.#setLive(false));
    this.#showPin(broadcast.pin?.product_id ?? null);
    room.on("joined", ({ pin, state }) => {
      this.#setLive(state === "live");
      this.#showPin(pin?.product_id ?? null);
    });
    room.on("product_pinned", ({ product_id: id }) => this.#showPin(id));
    room.on("product_unpinned", () => this.#showPin(null));
    room.on("tick", ({ stock }) => stock && this.#showStock(stock));
    room.on("tray_changed", ({ items }) => !this.#isBeingChanged && this.#take(this.#withNotes(items)));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    this.addEventListener("change", (event) => event.target.matches("[name=note]") && this.#saveSoon());
    document.addEventListener("keydown", (event) => this.#pressKey(event));
    document.addEventListener("deal-changed", (event) => this.#showDeal(event.detail));
    makeSortable(this.#list, { onMoved: (row, by) => this.#tellMoved(row, by), onDone: () => this.#saveSoon() });
  }

  /** The products in their present order. */
  get items() {
    return this.#rows.map((row) => this.#itemOf(row));
  }

  get #list() {
    return this.querySelector(".tray__list");
  }

  get #rows() {
    return [...this.#list.children];
  }

  get #isBeingChanged() {
    return this.#timer !== undefined || this.contains(document.activeElement?.closest("[name=note]"));
  }

  #itemOf(row) {
    return this.#items.find((item) => item.product_id === row.dataset.product);
  }

  #take(items) {
    this.#items = items;
    this.#list.replaceChildren(...items.map(createTrayRow));
    items.forEach((item) => this.#showDeal({ product_id: item.product_id, deal: item.deal ?? null }));
    this.#showPin(this.#pinnedId);
    this.toggleAttribute("data-empty", items.length === 0);
  }

  /** The room's news of the tray carry no notes: they are for the host alone. */
  #withNotes(items) {
    const notes = new Map(this.#items.map((item) => [item.product_id, item.note]));
    return items.map((item) => ({ ...item, note: item.note ?? notes.get(item.product_id) ?? "" }));
  }

  #showPin(productId) {
    this.#pinnedId = productId;
    for (const row of this.#rows) {
      row.toggleAttribute("data-pinned", row.dataset.product === productId);
      row.querySelector("[data-act=pin]").hidden = row.dataset.product === productId;
      row.querySelector("[data-act=unpin]").hidden = row.dataset.product !== productId;
    }
    this.#allow();
  }

  /** Products can be explained, and live prices opened, only while pictures are on the air. */
  #setLive(isLive) {
    this.toggleAttribute("data-live", isLive);
    this.#allow();
  }

  #allow() {
    const isLive = this.hasAttribute("data-live");
    this.querySelector("[data-act=next]").disabled = !isLive || this.#rows.length === 0;
    for (const button of this.#list.querySelectorAll("[data-act=pin], [data-opens=deal]")) {
      button.disabled = !isLive;
    }
  }

  #showStock(stock) {
    for (const item of this.#items) {
      const known = (item.variant_ids ?? []).filter((id) => id in stock);
      if (known.length && known.length === item.variant_ids.length) {
        item.available_count = known.reduce((sum, id) => sum + stock[id], 0);
        fillTrayRow(this.#rows.find((row) => row.dataset.product === item.product_id), item);
      }
    }
  }

  #showDeal({ product_id: productId, deal }) {
    const row = this.#rows.find((candidate) => candidate.dataset.product === productId);
    row?.querySelector("nm-deal-line")?.show(deal);
  }

  #press(control) {
    const row = control?.closest(".tray-row");
    const acts = {
      add: () => this.#add(),
      next: () => this.#pinNext(),
      pin: () => this.#pin(row),
      unpin: () => deleteJson(`${this.#path}/pins`),
      remove: () => this.#remove(row),
    };
    const act = acts[control?.dataset.act];
    if (act) {
      attempt(act, control);
    }
  }

  #pressKey(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (event.key.toLowerCase() === "n" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      attempt(() => this.#pinNext());
    }
  }

  async #pin(row) {
    // The moment of the press, not of its arrival: it names a picture of the recording.
    const programTimeMs = this.#clock.toServer(Date.now());
    await postJson(`${this.#path}/pins`, { product_id: row.dataset.product, program_time_ms: programTimeMs });
    this.#showPin(row.dataset.product);
    this.#say(message("now_explaining", { title: this.#itemOf(row).title }));
  }

  #pinNext() {
    const rows = this.hasAttribute("data-live") ? this.#rows : [];
    const at = rows.findIndex((row) => row.hasAttribute("data-pinned"));
    const next = rows[at + 1];
    if (!next) {
      showToast(message(rows.length ? "tray_at_end" : "explain_when_live"));
      return Promise.resolve();
    }
    next.scrollIntoView({ block: "nearest", behavior: "smooth" });
    return this.#pin(next);
  }

  async #add() {
    const chosen = await document.querySelector("nm-tray-picker").pick();
    if (!chosen || this.#items.some((item) => item.product_id === chosen.product_id)) {
      return;
    }
    await this.#put([...this.items.map((item) => this.#toBody(item)), { product_id: chosen.product_id, note: "" }]);
    this.#take([...this.items, { ...chosen, note: "" }]);
  }

  async #remove(row) {
    const rest = this.items.filter((item) => item.product_id !== row.dataset.product);
    await this.#put(rest.map((item) => this.#toBody(item)));
    this.#take(rest);
  }

  #saveSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const items = this.items;
      await attempt(() => this.#put(items.map((item) => this.#toBody(item))));
      this.#items = items;
      this.#timer = undefined;
    }, SAVE_AFTER_MS);
  }

  #toBody(item) {
    const row = this.#rows.find((candidate) => candidate.dataset.product === item.product_id);
    item.note = row?.querySelector("[name=note]").value.trim() ?? item.note ?? "";
    return { product_id: item.product_id, note: item.note };
  }

  #put(items) {
    return callApi("PUT", `${this.#path}/tray`, { body: { items } });
  }

  #tellMoved(row, position) {
    this.#say(message("tray_moved", { title: this.#itemOf(row).title, position, count: this.#rows.length }));
  }

  /** Tell people who can't see it what has changed; everybody else does see it. */
  #say(words) {
    this.querySelector("[data-says]").textContent = words;
  }
}

customElements.define("nm-host-tray", HostTray);
