/** <nm-pin-post post-id><button aria-pressed>: puts one's own post on top of one's page, or takes it from there. */

import { callApi } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

export class PinPost extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("button") && this.#toggle(event.target.closest("button")));
  }

  async #toggle(button) {
    const isWanted = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-busy", "true");
    try {
      await callApi(isWanted ? "PUT" : "DELETE", `/api/v1/posts/${encodeURIComponent(this.getAttribute("post-id"))}/pin`);
      location.reload(); // the top of the page is the server's to put together
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
      button.removeAttribute("aria-busy");
    }
  }
}

customElements.define("nm-pin-post", PinPost);
