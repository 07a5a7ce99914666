/** <nm-live-share page-url page-title>: the device's own way to share, else a sheet with the link and its QR code. */

import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

export class Share extends HTMLElement {
  connectedCallback() {
    document.querySelector("[data-share-button]")?.addEventListener("click", () => this.#share());
    this.addEventListener("click", (event) => event.target.closest("[data-act=copy-link]") && this.#copy());
  }

  async #share() {
    // On a phone in the hand the device's sheet; beside others, who scan it, the code.
    if (navigator.share && matchMedia("(pointer: coarse)").matches) {
      const content = { title: this.getAttribute("page-title"), url: this.getAttribute("page-url") };
      const isDone = await navigator.share(content).then(() => true, (error) => error.name === "AbortError");
      if (isDone) {
        return;
      }
    }
    this.querySelector("nm-sheet").open();
  }

  async #copy() {
    const url = this.getAttribute("page-url");
    try {
      await navigator.clipboard.writeText(url);
      showToast(message("link_copied"), { kind: "success" });
    } catch {
      showToast(url); // no clipboard on plain http: at least it can be read
    }
  }
}

customElements.define("nm-live-share", Share);
