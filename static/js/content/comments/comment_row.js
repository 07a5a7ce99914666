/** One comment as a row of the list, from <template id="comment-template">. What people wrote stays text. */

import { CommentLike } from "./comment_like.js";
import { splitMentions } from "./text.js";

function createLink(className, handle, text) {
  const link = document.createElement("a");
  link.className = className;
  link.href = `/@${encodeURIComponent(handle)}`;
  link.textContent = text;
  return link;
}

function fillAvatar(avatar, { display_name: name, avatar_url: url }) {
  const letters = Array.from(name);
  avatar.classList.add(`avatar--${(letters.length * 7) % 5}`); // as the server's macro chooses
  if (url) {
    const picture = document.createElement("img");
    Object.assign(picture, { alt: "", decoding: "async", src: url });
    avatar.replaceChildren(picture);
  } else {
    avatar.textContent = letters[0];
  }
}

function fillText(element, { text, mentions }) {
  const nodes = splitMentions(text, mentions).map((piece) =>
    piece.handle ? createLink("comment__mention", piece.handle, piece.text) : document.createTextNode(piece.text),
  );
  element.replaceChildren(...nodes);
}

/** Return the parts of a row that are its own, not those of the answers below it. */
export function ownParts(row, selector) {
  return [...row.querySelectorAll(selector)].filter((element) => element.closest(".comment") === row);
}

/** Show on a row what changes with a comment: its badges, what can be done with it, how many answers it has. */
export function updateRow(row, comment, words) {
  row.comment = comment;
  row.like?.update(comment);
  for (const part of ownParts(row, "[data-if]")) {
    part.hidden = !comment[part.dataset.if];
  }
  ownParts(row, "[data-act=pin]")[0].textContent = comment.is_pinned ? words.unpin : words.pin;
  const [more] = ownParts(row, "[data-act=replies]");
  more.hidden = comment.replies_count === 0 || more.getAttribute("aria-expanded") === "true";
  more.textContent = words.replies.replace("%(count)s", String(comment.replies_count));
}

/**
 * Return the row of a comment.
 *
 * @param {object} comment as GET /api/v1/posts/<id>/comments answers it
 * @param {Record<string, string>} words the sheet's words in the reader's language
 * @param {{send: (isOn: boolean) => Promise<void>, failed: (error: Error) => void}} likes how a like of it is told, and what is said when it was refused
 */
export function createRow(comment, words, likes) {
  const row = document.getElementById("comment-template").content.firstElementChild.cloneNode(true);
  row.dataset.comment = comment.id;
  row.classList.toggle("comment--reply", comment.parent_id !== null);
  for (const link of row.querySelectorAll("[data-author]")) {
    link.href = `/@${encodeURIComponent(comment.author.handle)}`;
  }
  row.querySelector("[data-name]").textContent = comment.author.display_name;
  fillAvatar(row.querySelector("[data-avatar]"), comment.author);
  fillText(row.querySelector("[data-text]"), comment);
  row.querySelector("nm-report")?.setAttribute("subject-id", comment.id);
  row.querySelector("time").dateTime = comment.created_at;
  updateRow(row, comment, words);
  const [[button], [mark]] = [ownParts(row, "[data-act=like]"), ownParts(row, "[data-if=is_liked_by_creator]")];
  row.like = new CommentLike(row, { button, mark, words }, likes);
  return row;
}
