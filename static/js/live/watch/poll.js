/** <nm-live-poll>: a question of the host. One vote; then, and when it is over, how the room has answered. */

import { message } from "../../lib/messages.js";
import { postJson } from "../../lib/api.js";
import { showToast } from "../../ui/toast.js";

const KEPT_MS = 15_000;

export class Poll extends HTMLElement {
  #stage;
  #poll = null;
  #voted = null;
  #leaving;

  attach(stage) {
    this.#stage = stage;
    const { room } = stage;
    room?.on("joined", ({ poll }) => poll && this.#take(poll));
    room?.on("poll_opened", (poll) => this.#take(poll));
    room?.on("poll_changed", (poll) => this.#take(poll));
    room?.on("poll_closed", (poll) => this.#take({ ...poll, is_open: false }));
    stage.addEventListener("over", () => this.#hide());
    this.addEventListener("click", (event) => this.#press(event.target.closest("button")));
  }

  #take(poll) {
    clearTimeout(this.#leaving);
    const isOther = this.#poll?.id !== poll.id;
    if (isOther) {
      this.#voted = poll.voted ?? null;
      this.hidden = false;
    }
    this.#poll = poll;
    this.#show();
    const leftMs = poll.is_open ? poll.closes_at_ms - this.#stage.serverNowMs : 0;
    // The room says when it is over; should that be lost, the time says it.
    this.#leaving = setTimeout(() => (poll.is_open ? this.#take({ ...poll, is_open: false }) : this.#hide()), Math.max(leftMs, 0) + (poll.is_open ? 1000 : KEPT_MS));
  }

  #show() {
    const { question, options, votes, is_open: isOpen } = this.#poll;
    const total = votes.reduce((sum, count) => sum + count, 0);
    this.querySelector("[data-question]").textContent = question;
    const answers = options.map((text, option) => this.#createAnswer(text, option, total ? votes[option] / total : 0));
    this.querySelector("[data-answers]").replaceChildren(...answers);
    this.querySelector("[data-note]").textContent = this.#showsResult ? message("poll_of", { count: total }) : "";
    this.toggleAttribute("data-open", isOpen);
  }

  get #showsResult() {
    return this.#voted !== null || !this.#poll.is_open;
  }

  #createAnswer(text, option, share) {
    const showsResult = this.#showsResult;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "poll__answer";
    button.dataset.option = String(option);
    button.disabled = showsResult;
    button.setAttribute("aria-pressed", String(this.#voted === option));
    const words = document.createElement("span");
    words.textContent = text;
    button.append(words);
    if (showsResult) {
      button.style.setProperty("--share", String(share));
      const figure = document.createElement("span");
      figure.className = "numeric";
      figure.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
      button.append(figure);
    }
    return button;
  }

  #press(button) {
    if (button?.dataset.act === "hide-poll") {
      this.#hide();
    } else if (button?.dataset.option) {
      this.#vote(Number(button.dataset.option));
    }
  }

  async #vote(option) {
    if (!this.#stage.me.user_id) {
      location.assign(`/login?next=/live/${this.#stage.id}`);
      return;
    }
    const { id } = this.#poll;
    this.#voted = option;
    this.#show();
    try {
      const poll = await postJson(`${this.#stage.path}/polls/${id}/votes`, { option });
      if (this.#poll.id === id) {
        this.#take({ ...this.#poll, votes: poll.votes });
      }
    } catch (error) {
      this.#explain(error);
    }
  }

  #explain(error) {
    if (error.status !== 409) {
      this.#voted = null;
      this.#show();
    }
    showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
  }

  #hide() {
    clearTimeout(this.#leaving);
    this.hidden = true;
  }
}

customElements.define("nm-live-poll", Poll);
