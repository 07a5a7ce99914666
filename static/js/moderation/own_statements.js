/** <nm-own-statements>: shows its notice while a decision of the moderators against the reader stands. */

import { getJson } from "../lib/api.js";

export class OwnStatements extends HTMLElement {
  async connectedCallback() {
    try {
      const { items } = await getJson("/api/v1/me/statements");
      const notice = this.querySelector("[data-statements]");
      if (items.length > 0) {
        notice.querySelector("a").href = items.length === 1 ? items[0].path : "/statements";
        notice.hidden = false;
      }
    } catch {
      // The page is about something else; the notice comes with the next one.
    }
  }
}

customElements.define("nm-own-statements", OwnStatements);
