/** One comment of a room, from <template id="live-comment">. What people wrote stays text. */

/** Stall colours of names: the same person has the same one, in every room. */
const COLOURS = 5;

function colourOf(authorId) {
  return Array.from(authorId ?? "").reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % COLOURS;
}

/**
 * @param {{id: string, author: {id: string, name: string, handle: string}, text: string, is_host: boolean, is_moderator: boolean}} comment
 * @param {{canModerate?: boolean}} options
 */
export function createComment(comment, { canModerate = false } = {}) {
  const row = document.getElementById("live-comment").content.firstElementChild.cloneNode(true);
  row.dataset.comment = comment.id;
  row.dataset.author = comment.author.id;
  const name = row.querySelector("[data-name]");
  name.textContent = comment.author.name;
  name.dataset.colour = String(colourOf(comment.author.id));
  if (comment.author.handle) {
    name.href = `/@${encodeURIComponent(comment.author.handle)}`;
    name.target = "_blank"; // the broadcast goes on here
  }
  row.querySelector("[data-text]").textContent = comment.text;
  row.querySelector("[data-is-host]").hidden = !comment.is_host;
  row.querySelector("[data-is-moderator]").hidden = !comment.is_moderator || comment.is_host;
  row.querySelector("[data-act=moderate]").hidden = !canModerate;
  return row;
}
