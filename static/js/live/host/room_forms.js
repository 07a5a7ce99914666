/** <nm-announcement-form> and <nm-poll-form>: what the host says over the picture, and what he asks the room. */

import { postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";
import { attempt, onSubmit } from "./acts.js";

export class AnnouncementForm extends HTMLElement {
  attach({ path }) {
    onSubmit(this.querySelector("form"), async (form) => {
      await postJson(`${path}/announcements`, { text: form.elements.text.value.trim() });
      form.reset();
      showToast(message("announced"), { kind: "success" });
    });
  }
}

/** Return the share (whole percent) of each answer. */
export function sharesOf(votes) {
  const all = votes.reduce((sum, count) => sum + count, 0);
  return votes.map((count) => (all ? Math.round((100 * count) / all) : 0));
}

export class PollForm extends HTMLElement {
  #path;
  #poll = null;

  attach({ path, room, broadcast }) {
    this.#path = path;
    this.#show(broadcast.poll ?? null);
    room.on("joined", ({ poll }) => poll !== undefined && this.#show(poll));
    room.on("poll_opened", (payload) => this.#show(payload.poll ?? payload));
    room.on("poll_changed", (payload) => this.#show(payload.poll ?? payload));
    room.on("poll_closed", (payload) => this.#show({ ...(payload.poll ?? payload), is_open: false }));
    onSubmit(this.querySelector("form"), (form) => this.#open(form));
    const close = this.querySelector("[data-act=close-poll]");
    close.addEventListener("click", () => attempt(() => postJson(`${path}/polls/${this.#poll.id}/close`, {}), close));
  }

  async #open(form) {
    const options = [...form.querySelectorAll("[name=option]")].map((field) => field.value.trim()).filter(Boolean);
    await postJson(`${this.#path}/polls`, {
      question: form.elements.question.value.trim(),
      options,
      seconds: Number(form.elements.poll_seconds.value),
    });
    form.reset();
  }

  #show(poll) {
    const isOpen = Boolean(poll) && poll.is_open !== false;
    this.#poll = poll ? { ...this.#poll, ...poll } : null;
    this.querySelector("[data-poll]").hidden = !poll;
    this.querySelector("form").hidden = isOpen;
    this.querySelector("[data-act=close-poll]").hidden = !isOpen;
    if (poll) {
      this.#showAnswers();
    }
  }

  #showAnswers() {
    const { question, options = [], votes = options.map(() => 0) } = this.#poll;
    const shares = sharesOf(votes);
    this.querySelector("[data-question]").textContent = question;
    const rows = options.map((text, index) => this.#createAnswer(text, votes[index], shares[index]));
    this.querySelector("[data-answers]").replaceChildren(...rows);
  }

  #createAnswer(text, count, share) {
    const row = document.getElementById("poll-answer-template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-text]").textContent = text;
    row.querySelector("[data-share]").textContent = `${share} % · ${count}`;
    row.querySelector("meter").value = share;
    return row;
  }
}

customElements.define("nm-announcement-form", AnnouncementForm);
customElements.define("nm-poll-form", PollForm);
