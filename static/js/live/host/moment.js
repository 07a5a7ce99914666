/** <nm-moment><time datetime="…">…</time></nm-moment>: a day and time in the reader's own time zone, which only the browser knows. */

import { formatMoment } from "../../lib/time.js";

export class Moment extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    time.textContent = formatMoment(time.dateTime);
  }
}

customElements.define("nm-moment", Moment);
