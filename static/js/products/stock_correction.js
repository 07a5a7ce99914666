/**
 * <nm-stock-correction>: the sheet in which a merchant corrects a variant's stock and reads its log.
 *
 * Opened by any button[data-correct] of the page, which shows the new counts in its [data-counts].
 */

import { callApi, getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { formatMoment } from "../lib/time.js";
import { parseCount } from "./prices.js";

function describeChange({ on_hand_change: onHand, reserved_change: reserved }) {
  const change = onHand || reserved;
  return change > 0 ? `+${change}` : String(change);
}

function createLine(entry) {
  const line = document.createElement("li");
  const change = document.createElement("strong");
  change.textContent = describeChange(entry);
  const words = document.createElement("span");
  words.textContent = [message(`stock_${entry.kind}`), entry.reason].filter(Boolean).join(": ");
  const time = document.createElement("time");
  time.dateTime = entry.created_at;
  time.textContent = formatMoment(new Date(entry.created_at));
  line.append(change, words, time);
  return line;
}

export class StockCorrection extends HTMLElement {
  #opener = null;

  connectedCallback() {
    document.addEventListener("click", (event) => this.#open(event.target.closest("[data-correct]")));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  get form() {
    return this.querySelector("form");
  }

  get #url() {
    return `/api/v1/variants/${this.#opener.dataset.correct}`;
  }

  async #open(button) {
    if (!button) {
      return;
    }
    this.#opener = button;
    this.form.reset();
    this.#showProblem("");
    this.closest("nm-sheet").open();
    await this.#attempt(() => this.#show());
  }

  async #show() {
    const stock = await getJson(`${this.#url}/stock`);
    const counts = message("on_hand", { on_hand: stock.on_hand_count, reserved: stock.reserved_count });
    this.querySelector("[data-counts]").textContent = counts;
    this.#opener.querySelector("[data-counts]").textContent = counts;
    this.querySelector("[data-log]").replaceChildren(...stock.entries.map(createLine));
  }

  async #send() {
    const { change, reason } = this.form.elements;
    const changeCount = parseCount(change.value);
    if (!changeCount) {
      this.#showProblem(message("change_needed"));
      change.focus();
      return;
    }
    await this.#attempt(async () => {
      await callApi("PATCH", this.#url, { body: { stock_change_count: changeCount, reason: reason.value } });
      this.form.reset();
      this.#showProblem("");
      await this.#show();
    });
  }

  async #attempt(act) {
    try {
      await act();
    } catch (error) {
      this.#showProblem(error.problem ? error.message : message("network_failed"));
    }
  }

  #showProblem(sentence) {
    const place = this.querySelector("[data-problem]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

customElements.define("nm-stock-correction", StockCorrection);
