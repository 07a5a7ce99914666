/** <nm-article post-id>: an article whose products open over it (templates/content/article.html). */

import { connectOffers } from "./post_offers.js";

export class Article extends HTMLElement {
  connectedCallback() {
    const tags = JSON.parse(this.querySelector(".article__tags").textContent);
    connectOffers(this, tags, { kind: "article", id: this.getAttribute("post-id") });
  }
}

customElements.define("nm-article", Article);
