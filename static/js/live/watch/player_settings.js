/** What a person chose for watching, kept in this browser: latency mode, quality, sound alone, whether the latency is shown. */

const KEY = "nightmarket-live";
const DEFAULTS = { mode: "llhls", quality: "auto", isAudioOnly: false, showsLatency: false };

/** Return the choices. Whoever asks the browser to save data gets a small picture until he chooses otherwise. */
export function readSettings(storage = globalThis.localStorage, connection = globalThis.navigator?.connection) {
  const unasked = { ...DEFAULTS, quality: connection?.saveData ? "save" : "auto" };
  try {
    return { ...unasked, ...JSON.parse(storage.getItem(KEY) ?? "{}") };
  } catch {
    return unasked; // storage may be refused, or hold something else
  }
}

/** Keep the choices. */
export function writeSettings(settings, storage = globalThis.localStorage) {
  try {
    storage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // then they last as long as the page
  }
}
