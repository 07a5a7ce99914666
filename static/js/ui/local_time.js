/** <nm-local-time><time datetime="…">…</time></nm-local-time>: a moment in the reader's own time zone instead of the server's. */

import { formatMoment } from "../lib/time.js";

export class LocalTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    time.textContent = formatMoment(time.dateTime);
  }
}

customElements.define("nm-local-time", LocalTime);
