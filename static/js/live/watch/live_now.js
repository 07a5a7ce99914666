/**
 * <nm-live-now [handle]><a hidden>…</a></nm-live-now>: a link that appears when something is live: anything, or a broadcast of this person.
 * The page around it is the same for everybody and kept as bytes, so this is asked in a small call of its own.
 */

import { getJson } from "../../lib/api.js";

export class LiveNow extends HTMLElement {
  async connectedCallback() {
    const handle = this.getAttribute("handle");
    try {
      const { items } = await getJson("/api/v1/broadcasts?state=live&limit=100");
      const meant = handle ? items.filter(({ creator }) => creator.handle === handle) : items;
      if (meant.length) {
        this.#show(meant, handle);
      }
    } catch {
      // Nothing is said then: whoever looks for broadcasts has the navigation.
    }
  }

  #show(items, handle) {
    const link = this.querySelector("a");
    link.href = items.length === 1 || handle ? `/live/${encodeURIComponent(items[0].id)}` : "/live";
    link.hidden = false;
    const count = this.querySelector("[data-count]");
    if (count) {
      count.textContent = items.length > 1 ? String(items.length) : "";
    }
  }
}

customElements.define("nm-live-now", LiveNow);
