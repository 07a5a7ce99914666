/** Hashtags in texts that the script shows; what they are says content/hashtags.py. */

const HASHTAG = /(?<![A-Za-z0-9_&/#＃])[#＃]([\p{L}\p{N}_]{1,50})(?![\p{L}\p{N}_])/gu;

/** Cut a text at its hashtags. Pure: returns [{text, tag?}, …] in their order. */
export function splitHashtags(text) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(HASHTAG)) {
    if (!/^[\p{Nd}_]+$/u.test(found[1])) {
      pieces.push({ text: text.slice(end, found.index) }, { text: found[0], tag: found[1].normalize("NFKC").toLowerCase() });
      end = found.index + found[0].length;
    }
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}

/** Show a text with links where its hashtags are. */
export function fillWithHashtags(element, text) {
  element.replaceChildren(...splitHashtags(text).map(({ text: words, tag }) => (tag ? createLink(words, tag) : words)));
}

function createLink(words, tag) {
  const link = document.createElement("a");
  link.href = `/tags/${encodeURIComponent(tag)}`;
  link.textContent = words;
  return link;
}
