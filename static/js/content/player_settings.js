/** How a person wants clips to be played: the speed for this session, saving data and captions until it is taken back. Tells whoever listens. */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const SPEED_KEY = "nightmarket-speed";
const DATA_KEY = "nightmarket-saves-data";
const CAPTIONS_KEY = "nightmarket-captions";
const LANGUAGE_KEY = "nightmarket-caption-language";
const MUTED_KEY = "nightmarket-captions-when-muted";
const listeners = new Set();

function read(kind, key) {
  try {
    return globalThis[kind]?.getItem(key) ?? null;
  } catch {
    return null; // storage may be refused; the page's own memory has to do
  }
}

function write(kind, key, value) {
  try {
    globalThis[kind]?.setItem(key, value);
  } catch {
    // see read()
  }
}

const settings = {
  speed: SPEEDS.find((speed) => String(speed) === read("sessionStorage", SPEED_KEY)) ?? 1,
  savesData: read("localStorage", DATA_KEY) === "yes",
  captionsOn: read("localStorage", CAPTIONS_KEY) === "yes",
  captionsWhenMuted: read("localStorage", MUTED_KEY) === "yes",
  captionLanguage: read("localStorage", LANGUAGE_KEY) ?? "",
};

/** Return how clips are played now: `{speed, savesData, captionsOn, captionsWhenMuted, captionLanguage}` (language "": the page's). */
export function playerSettings() {
  return { ...settings };
}

/** Change some of it. */
export function changeSettings(changed) {
  Object.assign(settings, changed);
  write("sessionStorage", SPEED_KEY, String(settings.speed));
  write("localStorage", DATA_KEY, settings.savesData ? "yes" : "no");
  write("localStorage", CAPTIONS_KEY, settings.captionsOn ? "yes" : "no");
  write("localStorage", MUTED_KEY, settings.captionsWhenMuted ? "yes" : "no");
  write("localStorage", LANGUAGE_KEY, settings.captionLanguage);
  listeners.forEach((listen) => listen(playerSettings()));
}

/** Return the speed that is one step slower (-1) or faster (1); the ends stay. */
export function stepSpeed(speed, direction) {
  const at = SPEEDS.indexOf(speed) + direction;
  return SPEEDS[Math.max(0, Math.min(at, SPEEDS.length - 1))];
}

/** Call `listen(settings)` at each change. Return a function that stops it. */
export function onSettingsChanged(listen) {
  listeners.add(listen);
  return () => listeners.delete(listen);
}
