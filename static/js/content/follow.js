/** <nm-follow handle><button aria-pressed>: follow a person, or stop. */

import { callApi } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";

export class Follow extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("button") && this.#toggle(event.target.closest("button")));
  }

  async #toggle(button) {
    const follows = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-busy", "true");
    try {
      await callApi(follows ? "PUT" : "DELETE", `/api/v1/people/${encodeURIComponent(this.getAttribute("handle"))}/follow`);
      button.setAttribute("aria-pressed", String(follows));
      button.classList.toggle("button--primary", !follows);
      button.classList.toggle("button--secondary", follows);
      button.querySelector("span").textContent = message(follows ? "following" : "follow");
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
    button.removeAttribute("aria-busy");
  }
}

customElements.define("nm-follow", Follow);
