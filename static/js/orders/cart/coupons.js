/**
 * <nm-coupons>: the coupons of a checkout page. Choosing one or typing a code asks the server for the page with it and takes over
 * the coupons and the total: what was typed elsewhere stays. Without an answer the form is sent as it would be without script.
 */

const PARTS = ["[data-coupons]", ".cart-sum"];

export class Coupons extends HTMLElement {
  #last = 0;

  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.form === this.#form && event.target.type === "radio") {
        this.#ask();
      }
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
  }

  get #form() {
    return this.querySelector("#coupon-form");
  }

  async #ask() {
    this.#last += 1;
    const number = this.#last;
    const query = new URLSearchParams(new FormData(this.#form));
    const answer = await fetch(`${this.#form.action}?${query}`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (number !== this.#last) {
      return;
    }
    if (!answer?.ok || answer.redirected) {
      this.#form.submit();
      return;
    }
    this.#show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  #show(page) {
    const focused = document.activeElement?.id;
    for (const part of [...PARTS, "#coupon-form"]) {
      this.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
    }
    if (focused) {
      document.getElementById(focused)?.focus();
    }
  }
}

customElements.define("nm-coupons", Coupons);
