/** <nm-stepper>: − and + buttons (data-step) around a number input. Fires the input's own `change`. */
export class Stepper extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#step(event.target.closest("[data-step]")));
    this.addEventListener("change", () => this.#showLimits());
    this.#showLimits();
  }

  get #input() {
    return this.querySelector("input");
  }

  #step(button) {
    if (!button) {
      return;
    }
    if (Number(button.dataset.step) > 0) {
      this.#input.stepUp();
    } else {
      this.#input.stepDown();
    }
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #showLimits() {
    const { value, min, max } = this.#input;
    for (const button of this.querySelectorAll("[data-step]")) {
      const limit = Number(button.dataset.step) > 0 ? max : min;
      button.disabled = limit !== "" && Number(value) === Number(limit);
    }
  }
}

customElements.define("nm-stepper", Stepper);
