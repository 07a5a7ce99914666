/**
 * <nm-share-sheet>: shares the post whose buttons ask for it (`share-wanted`): by the device's own way on a phone, else in a sheet with the
 * link and its QR code, for whoever sits beside. What was shared is told to the server, which counts a viewer once a day.
 */

import { postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

export class ShareSheet extends HTMLElement {
  #reactions = null;
  #onWanted = (event) => this.#share(event.detail.reactions);

  connectedCallback() {
    document.addEventListener("share-wanted", this.#onWanted);
    this.addEventListener("click", (event) => event.target.closest("[data-act=copy-link]") && this.#copy());
  }

  disconnectedCallback() {
    document.removeEventListener("share-wanted", this.#onWanted);
  }

  get #url() {
    return new URL(this.#reactions.getAttribute("path"), location.href).href;
  }

  async #share(reactions) {
    this.#reactions = reactions;
    // On a phone in the hand the device's sheet; beside others, who scan it, the code.
    if (navigator.share && matchMedia("(pointer: coarse)").matches) {
      const outcome = await navigator.share({ url: this.#url }).then(() => "shared", (error) => error.name);
      if (outcome === "shared") {
        this.#tell();
      }
      if (outcome === "shared" || outcome === "AbortError") {
        return;
      }
    }
    this.#open();
  }

  #open() {
    const id = encodeURIComponent(this.#reactions.getAttribute("post-id"));
    this.querySelector(".share__code").src = `/posts/${id}/qr.svg`;
    this.querySelector(".share__link code").textContent = this.#url;
    this.querySelector("nm-sheet").open();
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#url);
      showToast(message("link_copied"), { kind: "success" });
    } catch {
      showToast(this.#url); // no clipboard on plain http: at least it can be read
    }
    this.#tell();
  }

  async #tell() {
    const reactions = this.#reactions;
    try {
      await postJson(`/api/v1/posts/${encodeURIComponent(reactions.getAttribute("post-id"))}/shares`);
      reactions.countShare();
    } catch {
      // it was shared all the same; only the count does not know
    }
  }
}

customElements.define("nm-share-sheet", ShareSheet);
