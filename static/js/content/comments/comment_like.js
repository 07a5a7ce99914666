/** The like of one comment: its button, which answers at once, and undoes it when the server refuses. */

import { feel } from "../../ui/haptics.js";
import { shortCount } from "../reactions/counts.js";
import { Toggle } from "../reactions/toggle.js";

/** Whether the reader made the post: who may delete what somebody else said, or speaks as the creator. */
function isCreator({ may_delete: mayDelete, is_own: isOwn, is_by_creator: isByCreator }) {
  return mayDelete && (!isOwn || isByCreator);
}

export class CommentLike {
  #row;
  #toggle;

  /**
   * @param {HTMLElement} row a comment's row, whose `comment` is what the server says
   * @param {{button: HTMLButtonElement, mark: HTMLElement, words: Record<string, string>}} parts `mark` says that the creator likes it
   * @param {{send: (isOn: boolean) => Promise<void>, failed: (error: Error) => void}} ways
   */
  constructor(row, { button, mark, words }, { send, failed }) {
    this.#row = row;
    this.#toggle = new Toggle({ isOn: row.comment.is_liked, count: row.comment.likes_count }, {
      send,
      failed,
      show: ({ isOn, count }) => {
        Object.assign(this.#row.comment, { is_liked: isOn, likes_count: count });
        if (isCreator(this.#row.comment)) {
          this.#row.comment.is_liked_by_creator = isOn;
        }
        this.#show(button, mark, words);
      },
    });
    this.#show(button, mark, words);
  }

  /** Take over what the server says now. */
  update({ is_liked: isOn, likes_count: count }) {
    this.#toggle.take({ isOn, count });
  }

  press() {
    if (!this.#toggle.isOn) {
      feel("like");
    }
    return this.#toggle.set(!this.#toggle.isOn);
  }

  #show(button, mark, words) {
    const { is_liked: isOn, likes_count: count, is_liked_by_creator: isLoved } = this.#row.comment;
    button.setAttribute("aria-pressed", String(isOn));
    button.setAttribute("aria-label", `${isOn ? words.unlike : words.like} (${words.likes.replace("%(count)s", String(count))})`);
    button.querySelector("[data-likes]").textContent = shortCount(count, "");
    mark.hidden = !isLoved;
  }
}
