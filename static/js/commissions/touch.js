/** Telling the server that a product was opened from a creator's content, by the click token that stood beside it. */

import { postJson } from "../lib/api.js";

/** Tell of a click, if there is a token; nothing that the person should wait for, or hear of when it is lost. */
export function noteTouch(click) {
  if (click) {
    postJson("/api/v1/touches", { click }).catch(() => {});
  }
}
