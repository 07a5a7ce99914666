/**
 * <nm-panels>: <section data-panel aria-labelledby> parts that stand beside one another on wide screens. On phones a bar of buttons
 * (nav [data-shows="id"]) shows one at a time; a count on a button says that something waits behind it.
 */

export class Panels extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-shows]");
      if (button) {
        this.show(button.dataset.shows);
      }
    });
    this.show(this.querySelector("[data-panel]").id);
  }

  show(id) {
    for (const panel of this.querySelectorAll("[data-panel]")) {
      panel.toggleAttribute("data-shown", panel.id === id);
    }
    for (const button of this.querySelectorAll("[data-shows]")) {
      button.setAttribute("aria-pressed", String(button.dataset.shows === id));
    }
  }

  /** Show a count on the button of a panel; 0 takes it away. */
  count(id, number) {
    const badge = this.querySelector(`[data-shows="${id}"] .badge--count`);
    badge.textContent = String(number);
    badge.hidden = number === 0;
  }
}

customElements.define("nm-panels", Panels);
