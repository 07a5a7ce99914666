/** <nm-chat-settings>: how the chat of a broadcast is kept. Every change is sent at once and comes back to all hosts' screens as chat_changed. */

import { callApi } from "../../lib/api.js";
import { attempt } from "./acts.js";

const SEND_AFTER_MS = 400;
const WORD_SEPARATORS = /[\n,、，]+/;

/** Return the words of a text field, one per line or between commas, each once. */
export function readWords(text) {
  return [...new Set(text.split(WORD_SEPARATORS).map((word) => word.trim()).filter(Boolean))];
}

export class ChatSettings extends HTMLElement {
  #path;
  #timer;

  attach({ path, room, broadcast }) {
    this.#path = path;
    this.#show(broadcast.chat ?? {});
    room.on("chat_changed", (settings) => this.#isAtRest && this.#show(settings));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("change", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => attempt(() => this.#send()), SEND_AFTER_MS);
    });
  }

  /** What somebody is typing, or what waits to be sent, is newer than any news. */
  get #isAtRest() {
    return this.#timer === undefined && !this.contains(document.activeElement);
  }

  get #form() {
    return this.querySelector("form");
  }

  #show({ slow_mode_seconds: slow, is_followers_only: isFollowersOnly, links_allowed: linksAllowed, blocked_words: words, holds_for_review: holds }) {
    const { elements } = this.#form;
    elements.slow_mode_seconds.value = String(slow ?? 0);
    elements.is_followers_only.checked = Boolean(isFollowersOnly);
    elements.links_off.checked = !linksAllowed;
    elements.holds_for_review.checked = Boolean(holds);
    // The room's news leave the words out: viewers hear them, too.
    if (words) {
      elements.blocked_words.value = words.join("\n");
    }
  }

  async #send() {
    this.#timer = undefined;
    const { elements } = this.#form;
    await callApi("PATCH", `${this.#path}/chat`, {
      body: {
        slow_mode_seconds: Number(elements.slow_mode_seconds.value),
        is_followers_only: elements.is_followers_only.checked,
        links_allowed: !elements.links_off.checked,
        holds_for_review: elements.holds_for_review.checked,
        blocked_words: readWords(elements.blocked_words.value),
      },
    });
    this.querySelector("[data-saved]").hidden = false;
  }
}

customElements.define("nm-chat-settings", ChatSettings);
