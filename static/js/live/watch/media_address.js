/** Where the media of broadcasts are: on this page's origin, or with the realtime process, under the name by which this page was reached. */

import { liveOrigin } from "../room.js";

/** Return the address at which this page reaches a medium that the server named. */
export function addressOf(url) {
  return URL.canParse(url) ? liveOrigin() + new URL(url).pathname : url;
}
