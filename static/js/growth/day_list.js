/** <nm-day-list today yesterday><ol>: puts the name of the day above the first row of each day; rows carry a <time>. */

import { findDays } from "./days.js";

export class DayList extends HTMLElement {
  #observer = new MutationObserver(() => this.#group());

  connectedCallback() {
    this.#group();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
  }

  #group() {
    const list = this.querySelector("ol");
    this.#observer.disconnect(); // what is put in here is no news
    list.querySelectorAll(".notices__day").forEach((heading) => heading.remove());
    const rows = [...list.children];
    const moments = rows.map((row) => new Date(row.querySelector("time").dateTime));
    const words = { today: this.getAttribute("today"), yesterday: this.getAttribute("yesterday"), locale: document.documentElement.lang };
    for (const { index, name } of findDays(moments, new Date(), words)) {
      const heading = document.createElement("li");
      heading.className = "notices__day";
      heading.textContent = name;
      rows[index].before(heading);
    }
    this.#observer.observe(list, { childList: true });
  }
}

customElements.define("nm-day-list", DayList);
