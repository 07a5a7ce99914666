/** <nm-return-sum currency>: shows what comes back for the units chosen inside; the server decides. */

import { formatMoney } from "../lib/money.js";

export class ReturnSum extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#show);
  }

  #show = () => {
    const sum = [...this.querySelectorAll("input[data-amounts]")].reduce((total, input) => {
      const amounts = input.dataset.amounts.split(",").map(Number);
      return total + (amounts[Number(input.value)] ?? 0);
    }, 0);
    const totals = this.querySelector(".totals");
    totals.hidden = sum === 0;
    totals.querySelector("dd").textContent = formatMoney(sum, this.getAttribute("currency"));
  };
}

customElements.define("nm-return-sum", ReturnSum);
