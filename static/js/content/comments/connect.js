/** Joins a page's comment buttons with its sheet, and keeps the counts on them. */

import "./comments.js";
import { readFragment } from "./text.js";

/** <nm-comments-button><button>: opens the comments of `post-id`, or of the post of the feed that it stands on. */
export class CommentsButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => document.querySelector("nm-comments").show(this.postId));
    const { item } = this.closest("[role=article]") ?? {};
    if (!this.hasAttribute("post-id") && item) {
      this.setAttribute("post-id", item.id);
      this.count = item.comments_count;
    }
  }

  get postId() {
    return this.getAttribute("post-id");
  }

  set count(count) {
    this.querySelector("[data-comments-count]").textContent = String(count);
  }
}

function showCount({ postId, count }) {
  for (const button of document.querySelectorAll(`nm-comments-button[post-id="${postId}"]`)) {
    button.count = count;
  }
}

/** Keep this page's counts true; an address that ends in #comments opens them at once. */
export function connectComments() {
  customElements.define("nm-comments-button", CommentsButton);
  document.addEventListener("comments-counted", ({ detail }) => showCount(detail));
  const asked = readFragment(location.hash);
  const button = document.querySelector("nm-comments-button[post-id]");
  if (asked && button) {
    document.querySelector("nm-comments").show(button.postId, asked.commentId);
  }
}
