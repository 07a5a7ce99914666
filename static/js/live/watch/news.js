/** <nm-live-news>: what the host announces, and what is being bought. Real purchases; a name only where the buyer wants it shown. */

import { message } from "../../lib/messages.js";
import { SoldLately } from "./sold_lately.js";

const ANNOUNCED_MS = 20_000;
const SOLD_MS = 5000;

export class News extends HTMLElement {
  #stage;
  #sold = new SoldLately();
  #announced;
  #hiding;

  attach(stage) {
    this.#stage = stage;
    stage.room?.on("announcement_made", ({ text }) => this.#announce(text));
    stage.room?.on("purchase_made", (purchase) => this.#tellPurchase(purchase));
    stage.addEventListener("over", () => this.#clear());
    this.addEventListener("click", (event) => event.target.closest("[data-act=hide-announcement]") && this.#hideAnnouncement());
  }

  #announce(text) {
    const box = this.querySelector("[data-announcement]");
    box.querySelector("p").textContent = text;
    box.hidden = false;
    clearTimeout(this.#announced);
    this.#announced = setTimeout(() => this.#hideAnnouncement(), ANNOUNCED_MS);
  }

  #hideAnnouncement() {
    this.querySelector("[data-announcement]").hidden = true;
  }

  #tellPurchase({ product_id: productId, quantity, name }) {
    const title = this.#stage.cards.get(productId)?.title;
    this.#sold.add(Date.now(), quantity);
    const count = this.#sold.count(Date.now());
    const line = this.querySelector("[data-sold]");
    line.textContent = name && title ? message("sold_by_name", { name, title }) : message("sold_lately", { count });
    line.hidden = false;
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => {
      line.hidden = true;
    }, SOLD_MS);
  }

  #clear() {
    this.#hideAnnouncement();
    this.querySelector("[data-sold]").hidden = true;
  }
}

customElements.define("nm-live-news", News);
