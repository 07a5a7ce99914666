/** <nm-call-off broadcast-id title-text>: the button that calls a planned broadcast off. */

import { postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { confirmAction } from "../../ui/confirm.js";
import { attempt } from "./acts.js";

export class CallOff extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.addEventListener("click", () => attempt(() => this.#ask(), button));
  }

  async #ask() {
    const title = message("call_off_title", { title: this.getAttribute("title-text") });
    if (await confirmAction({ title, text: message("call_off_text"), confirmText: message("call_off") })) {
      await postJson(`/api/v1/broadcasts/${this.getAttribute("broadcast-id")}/end`, {});
      this.closest(".broadcast-row").remove();
    }
  }
}

customElements.define("nm-call-off", CallOff);
