/** What can be chosen about watching, in the sheet named by the player's `menu` attribute: quality, delay, sound alone, latency shown. */

import { message } from "../../lib/messages.js";

const SHOW_LATENCY_MS = 1000;

export class PlayerMenu {
  #player;
  #shownAtMs = 0;

  constructor(player) {
    this.#player = player;
    this.#form?.addEventListener("change", () => this.#choose());
    this.#fill();
  }

  get #form() {
    const id = this.#player.getAttribute("menu");
    return id ? document.getElementById(id)?.querySelector("form") : null;
  }

  /** Show the latency, once a second, if that is wished. */
  show() {
    const label = this.#player.querySelector(".player__latency");
    const now = performance.now();
    if (label && now - this.#shownAtMs >= SHOW_LATENCY_MS) {
      this.#shownAtMs = now;
      const { latencyMs } = this.#player;
      label.hidden = !this.#player.settings.showsLatency || latencyMs === null || !this.#showsLive;
      label.textContent = label.hidden ? "" : message("latency_of", { seconds: (latencyMs / 1000).toFixed(1), way: message(`way_${this.#player.kind}`) });
    }
  }

  get #showsLive() {
    return this.#player.isAtLive && this.#player.dataset.state === "playing";
  }

  /** Offer the qualities that there are. */
  showLevels() {
    const box = this.#form?.querySelector("[data-levels]");
    if (!box) {
      return;
    }
    const heights = [...new Set(this.#player.levels.map(({ height }) => height))];
    box.replaceChildren(...(heights.length > 1 ? heights.map(createLevel) : []));
    this.#fill();
  }

  #fill() {
    const form = this.#form;
    if (form) {
      const { quality, mode, isAudioOnly, showsLatency } = this.#player.settings;
      form.elements.mode.value = mode;
      form.elements.quality.value = [...form.querySelectorAll("[name=quality]")].some(({ value }) => value === quality) ? quality : "auto";
      form.elements.audio_only.checked = isAudioOnly;
      form.elements.latency.checked = showsLatency;
    }
  }

  #choose() {
    const { elements } = this.#form;
    this.#player.choose({
      mode: elements.mode.value,
      quality: elements.quality.value,
      isAudioOnly: elements.audio_only.checked,
      showsLatency: elements.latency.checked,
    });
  }
}

function createLevel(height) {
  const label = document.createElement("label");
  label.className = "choice";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "quality", value: String(height) });
  const text = document.createElement("span");
  text.className = "choice__label";
  text.textContent = `${height}p`;
  label.append(input, text);
  return label;
}
