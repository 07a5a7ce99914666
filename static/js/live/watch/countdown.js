/**
 * <nm-countdown start-ms server-ms broadcast-id>: the time until a planned broadcast; when the host goes live, the page becomes the room.
 * Inside it the button of a reminder (aria-pressed).
 */

import { callApi } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";
import { LiveRoom } from "../room.js";
import { splitTime } from "./deal_clock.js";
import { readPageClock } from "./page_clock.js";

const COUNT_MS = 500;
const LONGEST_MS = 2_000;

export class Countdown extends HTMLElement {
  #counting;
  #room;

  connectedCallback() {
    this.#counting = setInterval(() => this.#show(), COUNT_MS);
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act=remind]")));
    this.#room = new LiveRoom(this.getAttribute("broadcast-id"), readPageClock(Number(this.getAttribute("server-ms"))));
    // All who wait here come in at once: spread over two seconds.
    const enter = () => setTimeout(() => location.reload(), Math.random() * LONGEST_MS);
    this.#room.on("broadcast_started", enter);
    this.#room.on("broadcast_ended", enter);
    this.#room.on("joined", ({ state }) => state !== "scheduled" && enter());
    this.#room.connect();
    this.#show();
  }

  disconnectedCallback() {
    clearInterval(this.#counting);
    this.#room.leave();
  }

  #show() {
    const parts = this.querySelector("[data-parts]");
    if (!parts) {
      return;
    }
    const startMs = Number(this.getAttribute("start-ms"));
    const left = splitTime(startMs, this.#room.server.toServer(Date.now()));
    for (const [name, value] of Object.entries(left)) {
      parts.querySelector(`[data-${name}]`).textContent = String(value).padStart(2, "0");
    }
    const isDue = Object.values(left).every((value) => value === 0);
    parts.hidden = isDue;
    this.querySelector("[data-due]").hidden = !isDue;
  }

  async #press(button) {
    if (!button) {
      return;
    }
    const wants = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-busy", "true");
    try {
      await callApi(wants ? "POST" : "DELETE", `/api/v1/broadcasts/${this.getAttribute("broadcast-id")}/reminders`);
      button.setAttribute("aria-pressed", String(wants));
      button.classList.toggle("button--primary", !wants);
      button.classList.toggle("button--secondary", wants);
      button.querySelector("span").textContent = message(wants ? "reminded" : "remind");
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
    button.removeAttribute("aria-busy");
  }
}

customElements.define("nm-countdown", Countdown);
