/** Hashtags and mentions in texts that the script shows; what they are says content/words.py. */

const HASHTAG = /(?<![A-Za-z0-9_&/#＃])[#＃]([\p{L}\p{N}_]{1,50})(?![\p{L}\p{N}_])/u;
const MENTION = /(?<![A-Za-z0-9_@./])@([A-Za-z0-9_]{3,30})(?![A-Za-z0-9_@])/u;
const LINKED = new RegExp(`${HASHTAG.source}|${MENTION.source}`, "gu");

function read([, word, written], handles) {
  if (word !== undefined) {
    return /^[\p{Nd}_]+$/u.test(word) ? null : { tag: word.normalize("NFKC").toLowerCase() };
  }
  const handle = handles[written.toLowerCase()];
  return handle ? { handle } : null;
}

/**
 * Cut a text at its hashtags and at the people it names. Pure.
 *
 * @param {string} text
 * @param {Record<string, string>} handles whom the server found: the handle as written, in lower case, and today's
 * @returns {{text: string, tag?: string, handle?: string}[]} in their order
 */
export function splitWords(text, handles = {}) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(LINKED)) {
    const link = read(found, handles);
    if (link) {
      pieces.push({ text: text.slice(end, found.index) }, { text: found[0], ...link });
      end = found.index + found[0].length;
    }
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}

/** Show a text with links where its hashtags and the people it names are. */
export function fillWithLinks(element, text, handles) {
  element.replaceChildren(...splitWords(text, handles).map(createPiece));
}

function createPiece({ text, tag, handle }) {
  if (!tag && !handle) {
    return text;
  }
  const link = document.createElement("a");
  link.href = tag ? `/tags/${encodeURIComponent(tag)}` : `/@${encodeURIComponent(handle)}`;
  link.textContent = text;
  return link;
}
