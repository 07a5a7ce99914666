/** <nm-review post-id next-href>: a moderator's decision about one post; the next one follows by itself. Keys: a approve, r reject, n next. */

import { postJson, randomId } from "../lib/api.js";
import { message } from "../lib/messages.js";

export class Review extends HTMLElement {
  #keys = { approve: randomId(), reject: randomId() };
  #onKey = (event) => this.#press(event);

  connectedCallback() {
    this.addEventListener("click", (event) => this.#click(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#decide("reject", this.#form.elements.reason.value, event.submitter);
    });
    document.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
  }

  get #form() {
    return this.querySelector("form");
  }

  #click(event) {
    const chip = event.target.closest("[data-reason]");
    const button = event.target.closest("[data-act]");
    if (chip) {
      this.#form.elements.reason.value = chip.dataset.reason;
      this.#form.elements.reason.focus();
    } else if (button?.dataset.act === "approve") {
      this.#decide("approve", "", button);
    } else if (button?.dataset.act === "open-reject") {
      this.#openReject();
    }
  }

  #press(event) {
    const isTyping = event.target.matches("input:not([type=range]), textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const acts = {
      a: () => this.#decide("approve", "", this.querySelector("[data-act=approve]")),
      r: () => this.#openReject(),
      n: () => location.assign(this.getAttribute("next-href")),
    };
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  }

  #openReject() {
    this.#form.hidden = false;
    this.querySelector("[data-act=open-reject]").setAttribute("aria-expanded", "true");
    this.#form.elements.reason.focus();
  }

  async #decide(decision, reason, button) {
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    const url = `/api/v1/moderation/reviews/${encodeURIComponent(this.getAttribute("post-id"))}`;
    try {
      await postJson(url, { decision, reason }, { idempotencyKey: this.#keys[decision] });
      location.assign(this.getAttribute("next-href"));
    } catch (error) {
      this.#keys[decision] = error.status ? randomId() : this.#keys[decision];
      const line = this.querySelector(".review__error");
      line.textContent = error.problem?.title ?? message("network_failed");
      line.hidden = false;
      button.removeAttribute("aria-busy");
    }
  }
}

customElements.define("nm-review", Review);
