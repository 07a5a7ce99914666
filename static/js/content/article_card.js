/** <nm-article-card class="clip">: an article as a card of the feed, which leads to its page. A tap on the picture opens it, as the link does. */

import { FeedPost } from "./feed_post.js";

export class ArticleCard extends FeedPost {
  get shownTag() {
    return this.item.product_tags[0] ?? null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.querySelector(".clip__words > .offer")?.toggleAttribute("data-shown", true);
  }

  toggle() {
    this.querySelector(".clip__read").click();
  }
}

customElements.define("nm-article-card", ArticleCard);
