/** Whether clips are heard: off until the person turns it on, then on for the session. Tells whoever listens. */

const KEY = "nightmarket-sound";
const listeners = new Set();
let on = read();

function read() {
  try {
    return sessionStorage.getItem(KEY) === "on";
  } catch {
    return false; // storage may be refused; the page's own memory has to do
  }
}

/** Tell whether clips are heard. */
export function soundIsOn() {
  return on;
}

/** Turn the sound of all clips on or off, for this session. */
export function setSound(wanted) {
  on = wanted;
  try {
    sessionStorage.setItem(KEY, wanted ? "on" : "off");
  } catch {
    // see read()
  }
  listeners.forEach((listen) => listen(on));
}

/** Call `listen(on)` at each change. Return a function that stops it. */
export function onSoundChanged(listen) {
  listeners.add(listen);
  return () => listeners.delete(listen);
}
