/**
 * <nm-live-figures path currency>: viewers, likes, taps, orders and revenue while they happen, and per pin. The room tells viewers and likes at once;
 * the rest is asked for every few seconds while the page is seen, or once with the attribute `final`.
 */

import { getJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { formatMoney } from "../../lib/money.js";
import { formatDuration } from "../../lib/time.js";

const EVERY_MS = 5000;

/** Return money of several currencies as one text. */
export function formatRevenue(revenue) {
  return revenue.map(({ currency, amount_minor: amount }) => formatMoney(amount, currency)).join(" + ") || "–";
}

export class LiveFigures extends HTMLElement {
  #timer;

  connectedCallback() {
    if (this.hasAttribute("final")) {
      this.#ask();
    }
  }

  attach({ room }) {
    room.on("joined", ({ viewers_count: viewers, likes_count: likes }) => this.#tell({ viewers, likes }));
    room.on("tick", ({ viewers_count: viewers, likes_count: likes }) => this.#tell({ viewers, likes }));
    room.on("purchase_made", () => this.#ask());
    this.#timer = setInterval(() => document.visibilityState === "visible" && this.#ask(), EVERY_MS);
    this.#ask();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #tell(values) {
    for (const [name, value] of Object.entries(values)) {
      const place = this.querySelector(`[data-figure=${name}]`);
      if (place && value !== undefined) {
        place.textContent = String(value);
      }
    }
  }

  async #ask() {
    try {
      this.#show(await getJson(this.getAttribute("path")));
    } catch {
      // Figures are no news: the next question comes soon, and an alarm in the middle of a show helps nobody.
      this.toggleAttribute("data-stale", true);
    }
  }

  #show(figures) {
    this.toggleAttribute("data-stale", false);
    this.#tell({
      viewers: figures.viewers_count,
      peak: figures.peak_viewers_count,
      likes: figures.likes_count,
      taps: figures.taps_count,
      orders: figures.orders_count,
      revenue: formatRevenue(figures.revenue ?? []),
    });
    const chart = this.querySelector("nm-line-chart");
    if (chart) {
      chart.points = (figures.viewers ?? []).map(({ at, viewers_count: value }) => ({ at, value }));
    }
    const pins = figures.pins ?? [];
    this.toggleAttribute("data-no-pins", pins.length === 0);
    this.querySelector("[data-pins]").replaceChildren(...pins.map((pin) => this.#createPin(pin)));
  }

  #createPin(pin) {
    const row = document.getElementById("pin-figures-template").content.firstElementChild.cloneNode(true);
    const set = (name, text) => {
      row.querySelector(`[data-${name}]`).textContent = text;
    };
    set("title", pin.title);
    set("length", pin.seconds === undefined ? "" : message("pin_shown_for", { time: formatDuration(pin.seconds) }));
    set("viewers", pin.viewers_count);
    set("taps", pin.taps_count);
    set("carts", pin.carts_count);
    set("orders", pin.orders_count);
    set("revenue", formatMoney(pin.revenue_minor ?? 0, pin.currency));
    const steps = [...row.querySelectorAll("meter")];
    const most = Math.max(1, pin.viewers_count, pin.taps_count, pin.orders_count);
    const values = [pin.viewers_count, pin.taps_count, pin.orders_count];
    steps.forEach((meter, index) => {
      meter.max = most;
      meter.value = values[index];
    });
    return row;
  }
}

customElements.define("nm-live-figures", LiveFigures);
