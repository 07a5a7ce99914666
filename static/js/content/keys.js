/** Which key does what to the clips on the screen. */

const ACTS = {
  ArrowDown: "next",
  j: "next",
  PageDown: "next",
  ArrowUp: "previous",
  k: "previous",
  PageUp: "previous",
  " ": "toggle",
  m: "sound",
  ArrowLeft: "back",
  ArrowRight: "forward",
  Enter: "offer",
  l: "like",
  s: "save",
  h: "share",
  c: "captions",
  t: "comments",
  "<": "slower",
  ">": "faster",
  p: "pip",
  "?": "help",
};

const TYPING = "input:not([type=range]), textarea, select, [contenteditable]";

/** Tell whether a key press is meant for the thing that has the focus: a field, a slider, a link. */
function belongsToTarget({ target, key }) {
  if (target.matches(TYPING)) {
    return true;
  }
  const pressed = key === "Enter" || key === " ";
  return target.matches("input[type=range]") ? key.startsWith("Arrow") : pressed && target.matches("a, button, summary");
}

/**
 * Return what a key press asks of the clips ("next", "toggle", …), or null when it is meant for something else.
 *
 * @param {KeyboardEvent} event
 */
export function actOf(event) {
  const isOther = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
  if (isOther || document.querySelector("dialog[open]") || belongsToTarget(event)) {
    return null;
  }
  return ACTS[event.key] ?? null;
}
