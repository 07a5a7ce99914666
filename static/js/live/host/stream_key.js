/**
 * <nm-stream-key path>: the key that an encoder proves itself with. The market keeps only its fingerprint, so a key is seen once, right after it
 * was made; making a new one ends the old one's life.
 */

import { postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { confirmAction } from "../../ui/confirm.js";
import { attempt } from "./acts.js";

export class StreamKey extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-act=rotate]");
    button.addEventListener("click", () => attempt(() => this.#rotate(), button));
  }

  async #rotate() {
    const question = { title: message("rotate_title"), text: message("rotate_text"), confirmText: message("rotate") };
    if (!(await confirmAction(question))) {
      return;
    }
    const { stream_key: key } = await postJson(`${this.getAttribute("path")}/stream-key`, {});
    this.querySelector("input").value = key;
    this.querySelector("[data-shown]").hidden = false;
    this.querySelector("nm-copy button").focus();
  }
}

customElements.define("nm-stream-key", StreamKey);
