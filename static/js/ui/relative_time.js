/** <nm-relative-time><time datetime="…">…</time></nm-relative-time>: keeps "3 minutes ago" true while the page is open. */

import { formatMoment, formatRelative } from "../lib/time.js";

const REFRESH_MS = 30_000;

export class RelativeTime extends HTMLElement {
  #timer;

  connectedCallback() {
    this.#show();
    this.#timer = setInterval(() => this.#show(), REFRESH_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    const time = this.querySelector("time");
    time.textContent = formatRelative(time.dateTime);
    time.title = formatMoment(time.dateTime);
  }
}

customElements.define("nm-relative-time", RelativeTime);
