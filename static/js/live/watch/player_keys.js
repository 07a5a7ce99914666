/** Which key does what to the broadcast on the screen. */

const ACTS = { " ": "play", k: "play", m: "sound", f: "full", i: "pip", l: "live", ArrowLeft: "back", ArrowRight: "forward" };
const OWN_KEYS = "input, textarea, select, [contenteditable]";

/**
 * Return what a key press asks of the player ("play", "sound", …), or null when it is meant for something else.
 *
 * @param {KeyboardEvent} event
 */
export function actOfKey(event) {
  const isCombined = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || isCombined || document.querySelector("dialog[open]") || belongsToTarget(event)) {
    return null;
  }
  return ACTS[event.key] ?? null;
}

function belongsToTarget({ target, key }) {
  return target.matches(OWN_KEYS) || (key === " " && target.matches("button, a, summary"));
}
