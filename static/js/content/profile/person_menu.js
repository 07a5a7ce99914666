/** <nm-person-menu handle>: blocks or mutes a person, or takes that back; the page then shows what is left to see. */

import { callApi } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { confirmAction } from "../../ui/confirm.js";
import { showToast } from "../../ui/toast.js";

export class PersonMenu extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tie]");
      if (button) {
        this.#change(button.dataset.tie, button.getAttribute("aria-pressed") !== "true");
      }
    });
  }

  async #change(tie, isWanted) {
    if (tie === "block" && isWanted && !(await this.#confirm())) {
      return;
    }
    try {
      await callApi(isWanted ? "PUT" : "DELETE", `/api/v1/people/${encodeURIComponent(this.getAttribute("handle"))}/${tie}`);
      location.reload();
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
  }

  #confirm() {
    return confirmAction({ title: message("block_title"), text: message("block_text"), confirmText: message("block") });
  }
}

customElements.define("nm-person-menu", PersonMenu);
