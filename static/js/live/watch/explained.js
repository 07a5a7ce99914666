/** <nm-explained>: the product that the host shows in this very picture, lit like a stall's light-box. A tap opens it over the video. */

import { showProduct } from "./product_view.js";

const COUNT_MS = 500;

export class Explained extends HTMLElement {
  #stage;
  #counting;

  attach(stage) {
    this.#stage = stage;
    stage.addEventListener("explained", () => this.#show());
    stage.addEventListener("tray", () => this.#show());
    stage.addEventListener("over", () => this.#leave());
    this.addEventListener("click", (event) => event.target.closest("[data-act=open-product]") && this.#open());
  }

  disconnectedCallback() {
    clearInterval(this.#counting);
  }

  #show() {
    const pin = this.#stage.explained;
    this.hidden = pin === null;
    if (pin === null) {
      clearInterval(this.#counting);
      delete this.dataset.pin;
      return;
    }
    this.#light(pin.pin_id);
    this.dataset.product = pin.product_id;
    showProduct(this, pin, this.#stage);
    this.querySelector("[data-commission]").hidden = !pin.click;
    this.#count();
  }

  /** A new product lights up, the same one goes on shining. */
  #light(pinId) {
    if (this.dataset.pin !== pinId) {
      this.dataset.pin = pinId;
      this.querySelector("article").getAnimations().forEach((animation) => animation.play());
    }
  }

  /** A live price is counted down for as long as there is one. */
  #count() {
    clearInterval(this.#counting);
    if (this.#stage.explained?.deal) {
      this.#counting = setInterval(() => this.#stage.explained && showProduct(this, this.#stage.explained, this.#stage), COUNT_MS);
    }
  }

  #open() {
    const { explained } = this.#stage;
    if (explained) {
      this.dispatchEvent(new CustomEvent("open-product", { bubbles: true, detail: explained }));
    }
  }

  #leave() {
    clearInterval(this.#counting);
    this.hidden = true;
  }
}

customElements.define("nm-explained", Explained);
