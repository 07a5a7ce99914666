/** <nm-share-page><button>: shares the page by the device's own way on a phone, else by the sheet with its link and QR code. */

import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

export class SharePage extends HTMLElement {
  #sheet = document.getElementById("profile-share");

  connectedCallback() {
    this.addEventListener("click", () => this.#share());
    this.#sheet.querySelector("[data-act=copy-link]").addEventListener("click", () => this.#copy());
  }

  get #url() {
    return this.#sheet.querySelector("code").textContent;
  }

  async #share() {
    // On a phone in the hand the device's sheet; beside others, who scan it, the code.
    if (navigator.share && matchMedia("(pointer: coarse)").matches) {
      const outcome = await navigator.share({ title: document.title, url: this.#url }).then(() => "shared", (error) => error.name);
      if (outcome === "shared" || outcome === "AbortError") {
        return;
      }
    }
    this.#sheet.closest("nm-sheet").open();
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#url);
      showToast(message("link_copied"), { kind: "success" });
    } catch {
      showToast(this.#url); // no clipboard on plain http: at least it can be read
    }
  }
}

customElements.define("nm-share-page", SharePage);
