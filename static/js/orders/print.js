/** <nm-print>: a button that prints the page. Hidden until there is a script that can. */

class Print extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => print());
  }
}

customElements.define("nm-print", Print);
