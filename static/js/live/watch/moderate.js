/** <nm-live-moderate>: what those who keep the peace in a room can do about a comment, where they read it. */

import { deleteJson, postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

const MUTE_SECONDS = 600;

export class Moderate extends HTMLElement {
  #stage;
  #comment = null;

  attach(stage) {
    this.#stage = stage;
    document.addEventListener("moderate-comment", ({ detail }) => this.#open(detail));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
  }

  #open(comment) {
    this.#comment = comment;
    this.querySelector("[data-text]").textContent = comment.text;
    this.querySelector("nm-sheet").open();
  }

  async #press(button) {
    const { path } = this.#stage;
    const acts = {
      "remove-comment": () => deleteJson(`${path}/comments/${this.#comment.id}`),
      mute: () => postJson(`${path}/restrictions`, { user_id: this.#comment.authorId, kind: "mute", seconds: MUTE_SECONDS }),
      ban: () => postJson(`${path}/restrictions`, { user_id: this.#comment.authorId, kind: "ban", seconds: null }),
    };
    const act = acts[button?.dataset.act];
    if (!act) {
      return;
    }
    button.setAttribute("aria-busy", "true");
    try {
      await act();
      this.querySelector("nm-sheet").close("done");
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
    button.removeAttribute("aria-busy");
  }
}

customElements.define("nm-live-moderate", Moderate);
