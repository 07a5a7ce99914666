/** <nm-live-report>: telling moderators that something is wrong, with the moment of the broadcast that was on the screen. */

import { postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

export class Report extends HTMLElement {
  #stage;
  #seenMs = null;

  attach(stage) {
    this.#stage = stage;
    this.addEventListener("opened", () => {
      this.#seenMs = stage.player.programTimeMs;
    });
    this.querySelector("form").addEventListener("submit", (event) => this.#send(event));
  }

  async #send(event) {
    event.preventDefault();
    event.stopPropagation();
    const { target: form } = event;
    const button = form.querySelector(".sheet__foot button");
    const error = form.querySelector("[role=alert]");
    button.setAttribute("aria-busy", "true");
    try {
      await postJson(`${this.#stage.path}/reports`, {
        category: form.elements.category.value,
        text: form.elements.text.value.trim(),
        ...(this.#seenMs === null ? {} : { program_time_ms: Math.round(this.#seenMs) }),
      });
      form.reset();
      error.hidden = true;
      this.querySelector("nm-sheet").close("sent");
      showToast(message("report_thanks"), { kind: "success" });
    } catch (refusal) {
      error.textContent = refusal.problem?.title ?? message("network_failed");
      error.hidden = false;
    }
    button.removeAttribute("aria-busy");
  }
}

customElements.define("nm-live-report", Report);
