/** Where the media of broadcasts are: with the realtime process, under the name by which this page was reached. */

import { liveOrigin } from "../room.js";

/** Return the address at which this page reaches a medium. */
export function addressOf(url) {
  return liveOrigin() + new URL(url, liveOrigin()).pathname;
}
