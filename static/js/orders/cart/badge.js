/** <nm-cart-count>: how many things are in the cart, in `[data-count]`. Several on a page show one count, asked for when the page is idle. */

import { getJson } from "../../lib/api.js";

const MOST_SHOWN = 99;

const whenIdle = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 500));
const badges = new Set();
let isKnown = false;

/** Show how many units are in the cart from now on. */
export function showCartCount(count) {
  isKnown = true;
  badges.forEach((badge) => badge.show(count));
}

async function ask() {
  const answer = isKnown ? null : await getJson("/api/v1/cart/count").catch(() => null);
  if (answer && !isKnown) {
    showCartCount(answer.units_count);
  }
}

export class CartCount extends HTMLElement {
  connectedCallback() {
    if (badges.size === 0) {
      whenIdle(ask);
    }
    badges.add(this);
  }

  disconnectedCallback() {
    badges.delete(this);
  }

  show(count) {
    this.querySelector("[data-count]").hidden = count === 0;
    this.querySelector("[data-count-number]").textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
  }
}

customElements.define("nm-cart-count", CartCount);
