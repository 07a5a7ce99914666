/** <nm-menu><details>…</details></nm-menu>: closes the menu on Esc, on a tap outside and when focus leaves it. */
export class Menu extends HTMLElement {
  #closeOnOutside = (event) => !this.contains(event.target) && this.close();

  connectedCallback() {
    document.addEventListener("pointerdown", this.#closeOnOutside);
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#closeByKey());
    this.addEventListener("focusout", (event) => event.relatedTarget && this.#closeOnOutside({ target: event.relatedTarget }));
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.#closeOnOutside);
  }

  close() {
    this.querySelector("details").open = false;
  }

  #closeByKey() {
    this.close();
    this.querySelector("summary").focus();
  }
}

customElements.define("nm-menu", Menu);
