/** Comments as text: mentions that lead to people, and addresses that lead to comments. Pure. */

const MENTION = /(?<![A-Za-z0-9_@./])@([A-Za-z0-9_]{3,30})(?![A-Za-z0-9_@])/g;
const FRAGMENT = /^#comments(?:\/([0-9a-f-]{36}))?$/;

/**
 * Cut a text at the people it names.
 *
 * @param {string} text
 * @param {{written: string, handle: string}[]} mentions whom the server found: the handle as written, and today's
 * @returns {{text: string, handle?: string}[]} pieces in their order; one with a handle is a mention
 */
export function splitMentions(text, mentions) {
  const present = new Map(mentions.map(({ written, handle }) => [written.toLowerCase(), handle]));
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(MENTION)) {
    const handle = present.get(found[1].toLowerCase());
    if (handle) {
      pieces.push({ text: text.slice(end, found.index) }, { text: found[0], handle });
      end = found.index + found[0].length;
    }
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}

/** Return what an address like /v/…#comments/<id> asks to be opened, or null when it asks for no comments. */
export function readFragment(hash) {
  const found = FRAGMENT.exec(hash);
  return found && { commentId: found[1] ?? null };
}

/**
 * Compare the comments on the screen with the first page as it is now.
 *
 * @param {string[]} shown ids on the screen
 * @param {{id: string, is_pinned: boolean}[]} present the first page
 * @param {boolean} isAll whether that page is all there is
 * @param {boolean} isByTime whether the newest come first; in another order only the whole list tells what is gone
 * @returns {{added: string[], removed: string[]}} ids that are new, and those that should be there and are not any more
 */
export function compareComments(shown, present, isAll, isByTime = true) {
  const there = new Set(present.map(({ id }) => id));
  // Ids grow with time: what is older than this page stands on a later one. The pinned one may be of any age.
  const oldest = present.filter((one) => !one.is_pinned).reduce((least, { id }) => (least && least < id ? least : id), "");
  const judged = shown.filter((id) => isAll || (isByTime && oldest && id >= oldest));
  return { added: [...there].filter((id) => !shown.includes(id)), removed: judged.filter((id) => !there.has(id)) };
}
