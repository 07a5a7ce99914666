/**
 * <nm-toast class="toast">: a short message in the live region #toasts that leaves by itself.
 *
 * Errors and toasts with an action stay until they are dismissed: nobody should have to race a timer.
 */

import { createIcon } from "../lib/icon.js";
import { message } from "../lib/messages.js";

const SHOWN_MS = 5000;

export class Toast extends HTMLElement {
  #timer;

  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("[data-dismiss]") && this.remove());
    if (!this.classList.contains("toast--error") && !this.querySelector("[data-action]")) {
      this.#timer = setTimeout(() => this.remove(), SHOWN_MS);
      this.addEventListener("pointerenter", () => clearTimeout(this.#timer));
      this.addEventListener("focusin", () => clearTimeout(this.#timer));
    }
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }
}

function createButton(className, dataName) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button button--quiet ${className}`;
  button.dataset[dataName] = "";
  return button;
}

function createActionButton(action) {
  const button = createButton("button--small", "action");
  button.dataset.dismiss = "";
  button.textContent = action.label;
  button.addEventListener("click", action.run);
  return button;
}

function createCloseButton() {
  const button = createButton("button--icon", "dismiss");
  button.setAttribute("aria-label", message("close"));
  button.append(createIcon("x"));
  return button;
}

/**
 * Show a message; return its element, which may be removed earlier.
 *
 * @param {string} text
 * @param {{kind?: "info"|"success"|"error", action?: {label: string, run: () => void}}} options
 */
export function showToast(text, { kind = "info", action } = {}) {
  const toast = document.createElement("nm-toast");
  toast.className = `toast toast--${kind}`;
  const words = document.createElement("span");
  words.className = "toast__text";
  words.textContent = text;
  toast.append(words, ...(action ? [createActionButton(action)] : []), createCloseButton());
  // An open modal makes the rest of the page inert, so the message is shown (and read out) in the sheet's own region.
  const region = document.querySelector("dialog[open] .toasts") ?? document.getElementById("toasts");
  region.append(toast);
  return toast;
}

customElements.define("nm-toast", Toast);
