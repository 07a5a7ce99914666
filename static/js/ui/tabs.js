/**
 * <nm-tabs><section aria-label="Details">…</section>…</nm-tabs>: shows one section at a time under a tab list that it builds.
 * Without script all sections stand below one another. Keys: arrows, Home, End.
 */
export class Tabs extends HTMLElement {
  #tabs = [];

  connectedCallback() {
    if (this.#tabs.length) {
      return;
    }
    const list = document.createElement("div");
    list.className = "tabs";
    list.setAttribute("role", "tablist");
    this.#tabs = Array.from(this.querySelectorAll(":scope > section"), (panel, index) => this.#createTab(panel, index));
    list.append(...this.#tabs);
    list.addEventListener("keydown", (event) => this.#moveByKey(event));
    this.prepend(list);
    this.select(0);
  }

  select(index) {
    for (const [position, tab] of this.#tabs.entries()) {
      const chosen = position === index;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
  }

  #createTab(panel, index) {
    const tab = document.createElement("button");
    panel.id ||= `${this.id || "tabs"}-panel-${index}`;
    tab.type = "button";
    tab.className = "tabs__tab";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.textContent = panel.getAttribute("aria-label");
    tab.addEventListener("click", () => this.select(index));
    panel.setAttribute("role", "tabpanel");
    return tab;
  }

  #moveByKey(event) {
    const last = this.#tabs.length - 1;
    const at = this.#tabs.indexOf(event.target);
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    this.select(next);
    this.#tabs[next].focus();
  }
}

customElements.define("nm-tabs", Tabs);

/** Tabs that are links may be more than a phone is wide: begin where the chosen one is seen. */
function showChosen() {
  const chosen = document.querySelector(".tabs > [aria-current]");
  const list = chosen?.parentElement;
  if (list && list.scrollWidth > list.clientWidth) {
    list.scrollLeft = chosen.offsetLeft - list.offsetLeft - (list.clientWidth - chosen.offsetWidth) / 2;
  }
}

showChosen();
