/** <nm-takedown video-id act="takedown"|"takedown/revert"> around a sheet with a form: a moderator takes a video down, or puts it back. */

import { postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";

export class Takedown extends HTMLElement {
  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(event.target);
    });
  }

  async #send(form) {
    const submit = form.querySelector("button[type=submit]");
    submit.setAttribute("aria-busy", "true");
    const url = `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}/${this.getAttribute("act")}`;
    try {
      await postJson(url, { reason: form.elements.reason.value });
      location.reload();
    } catch (error) {
      const line = form.querySelector(".field__error[role=alert]");
      line.textContent = error.problem?.title ?? message("network_failed");
      line.hidden = false;
      submit.removeAttribute("aria-busy");
    }
  }
}

customElements.define("nm-takedown", Takedown);
