/** <nm-copy><input readonly> <button></nm-copy>: copies what the field holds. Without a clipboard (plain http) it is selected to be copied by hand. */

import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

export class CopyText extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.#copy());
  }

  async #copy() {
    const field = this.querySelector("input");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      showToast(message("copied"));
    } catch {
      // Selected is what it stays: the person can press Ctrl-C.
      field.focus();
    }
  }
}

customElements.define("nm-copy", CopyText);
