/** Mentions while they are typed: what stands before the caret, and the text once somebody is chosen. Pure. */

/** As content/mentions.py knows them; a person may be looked for by name as well, in any script. */
const BEGUN = /(?<![A-Za-z0-9_@./])@([\p{L}\p{N}_]{0,30})$/u;

/** Return where a mention begins that is being typed, and what of it is there: {at, start}; null when none is. */
export function findBegun(text, caret) {
  const found = BEGUN.exec(text.slice(0, caret));
  return found && { at: found.index, start: found[1] };
}

/** Return the text with somebody named in place of what was begun, and where the caret goes: {text, caret}. */
export function complete(text, { at, start }, handle) {
  const behind = text.slice(at + 1 + start.length);
  const named = `${text.slice(0, at)}@${handle}${behind.startsWith(" ") ? "" : " "}`;
  return { text: named + behind, caret: named.length + (behind.startsWith(" ") ? 1 : 0) };
}
