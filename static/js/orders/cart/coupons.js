/**
 * <nm-coupons>: the coupons and the shipping of a checkout page. Choosing one, typing a code or another country asks the server for
 * the page with it and takes over what that says of coupons, shipping and the total: what was typed elsewhere stays. Without an
 * answer the form is sent as it would be without script.
 */

const PARTS = ["[data-coupons]", ".cart-sum"];

export class Coupons extends HTMLElement {
  #last = 0;

  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.form === this.#form && event.target.type === "radio") {
        this.#ask();
      } else if (event.target.name === "country") {
        this.#askFor(event.target.value);
      }
    });
    this.addEventListener("countrychange", (event) => this.#askFor(event.detail));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
  }

  get #form() {
    return this.querySelector("#coupon-form");
  }

  #askFor(country) {
    const field = this.#form.elements.country;
    if (country && field.value !== country) {
      field.value = country;
      this.#ask();
    }
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
    const shops = [...this.querySelectorAll("[data-shipping]")].map(({ dataset }) => `[data-shipping="${dataset.shipping}"]`);
    for (const part of [...PARTS, ...shops, "#coupon-form"]) {
      this.querySelector(part).replaceChildren(...(page.querySelector(part)?.childNodes ?? []));
    }
    if (focused) {
      document.getElementById(focused)?.focus();
    }
  }
}

customElements.define("nm-coupons", Coupons);
