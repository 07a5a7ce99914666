/** Which key does what on a moderator's desk. */

const ACTS = { j: "next", n: "next", k: "previous", a: "approve", r: "reject", e: "escalate", "?": "help", Escape: "close" };
const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/** Tell what a key asks of the desk when no other key is held; in a field only Escape does. */
function actOfKey({ key, target }) {
  const act = /^[1-9]$/.test(key) ? key : (ACTS[key] ?? null);
  return target.matches(TYPING) && act !== "close" ? null : act;
}

/**
 * Return what a key press asks of the desk ("next", "approve", …; "1" to "9" choose a reason), or null when it is meant for
 * something else: a field, a dialog, the browser.
 *
 * @param {KeyboardEvent} event
 */
export function deskActOf(event) {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand || event.altKey) {
    return isCommand && event.key === "Enter" ? "send" : null;
  }
  return document.querySelector("dialog[open]") ? null : actOfKey(event);
}
