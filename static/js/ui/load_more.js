/**
 * <nm-load-more list="id"><a href="next page">…</a></nm-load-more>: appends the next page's items instead of leaving the page.
 * The next page is ordinary HTML; its #list children and its own <nm-load-more> are taken from it.
 */

import { message } from "../lib/messages.js";
import { showToast } from "./toast.js";

export class LoadMore extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) {
        event.preventDefault();
        this.#load(link);
      }
    });
  }

  async #load(link) {
    link.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(link.href);
      if (!response.ok) {
        throw new Error(`HTTP ${response.status}`);
      }
      this.#append(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      link.removeAttribute("aria-busy");
      showToast(message("request_failed"), { kind: "error" });
    }
  }

  #append(page) {
    const listId = this.getAttribute("list");
    const items = [...page.getElementById(listId).children];
    document.getElementById(listId).append(...items);
    items[0]?.querySelector("a")?.focus();
    this.replaceWith(...page.querySelectorAll(`nm-load-more[list="${CSS.escape(listId)}"]`));
  }
}

customElements.define("nm-load-more", LoadMore);
