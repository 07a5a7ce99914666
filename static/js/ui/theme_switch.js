/**
 * <nm-theme-switch><form method="post" action="/preferences"> with buttons named "theme"</form></nm-theme-switch>.
 * Changes the theme at once and tells the server, which sets the cookie. Without script the form does both.
 */

import { csrfToken } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "./toast.js";

export class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#choose(event.submitter.value, event.target.action);
    });
  }

  async #choose(theme, url) {
    const root = document.documentElement;
    root.toggleAttribute("data-theme", theme !== "auto");
    if (theme !== "auto") {
      root.dataset.theme = theme;
    }
    for (const button of this.querySelectorAll("button[name=theme]")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
    const body = new URLSearchParams({ theme, csrf_token: csrfToken() });
    const response = await fetch(url, { method: "POST", body }).catch(() => null);
    if (!response?.ok) {
      showToast(message(response ? "request_failed" : "network_failed"), { kind: "error" });
    }
  }
}

customElements.define("nm-theme-switch", ThemeSwitch);
