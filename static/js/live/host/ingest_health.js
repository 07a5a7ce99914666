/**
 * <nm-ingest-health path="/api/v1/broadcasts/…/health">: what of the broadcast arrives at the market, in figures and one sentence of advice. The
 * publisher of this page hands them in by `show(health)`; with the attribute `polls` it asks the server itself, for OBS and other encoders.
 */

import { getJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { describeHealth } from "../publish/publish_words.js";

const EVERY_MS = 2000;

export class IngestHealth extends HTMLElement {
  #timer;

  connectedCallback() {
    if (this.hasAttribute("polls")) {
      this.#timer = setInterval(() => this.#ask(), EVERY_MS);
      this.#ask();
    }
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** Show {bitrate_kbps, frame_rate, key_frame_gap_seconds, dropped_count, latency_ms, advice}, or nothing. */
  show(health) {
    this.hidden = !health && !this.hasAttribute("polls");
    this.toggleAttribute("data-arriving", Boolean(health));
    this.querySelector("[data-figures]").textContent = health ? describeHealth(health) : message("nothing_arrives");
    const advice = this.querySelector("[data-advice]");
    if (advice.textContent !== (health?.advice ?? "")) {
      advice.textContent = health?.advice ?? "";
    }
  }

  async #ask() {
    if (document.visibilityState !== "visible") {
      return;
    }
    try {
      const { health } = await getJson(this.getAttribute("path"));
      this.show(health);
    } catch {
      // The next question comes in two seconds; until then what is shown is the last that was known.
      this.toggleAttribute("data-arriving", false);
    }
  }
}

customElements.define("nm-ingest-health", IngestHealth);
