/** A product's page that was reached by a creator's link (#via=…): tells of the click, and takes it out of the address. */

import { noteTouch } from "./touch.js";

const PREFIX = "#via=";

if (location.hash.startsWith(PREFIX)) {
  noteTouch(location.hash.slice(PREFIX.length));
  history.replaceState(history.state, "", location.pathname + location.search);
}
