/** One comment of the host's chat, made from #comment-template. What people wrote stays text. */

/**
 * @param {{id: string, author: {id: string, name: string}, text: string, is_host: boolean, is_moderator: boolean}} comment
 * @param {{isHeld?: boolean}} options a held comment has a button that lets it through
 */
export function createCommentRow(comment, { isHeld = false } = {}) {
  const row = document.getElementById("comment-template").content.firstElementChild.cloneNode(true);
  row.dataset.comment = comment.id;
  row.dataset.author = comment.author.id;
  row.dataset.name = comment.author.name;
  row.querySelector("[data-author-name]").textContent = comment.author.name;
  row.querySelector("[data-text]").textContent = comment.text;
  row.querySelector("[data-is-host]").hidden = !comment.is_host;
  row.querySelector("[data-is-moderator]").hidden = !comment.is_moderator || comment.is_host;
  row.querySelector("[data-act=release]").hidden = !isHeld;
  // A host needs no menu about himself.
  row.querySelector("nm-menu").hidden = comment.is_host;
  return row;
}
