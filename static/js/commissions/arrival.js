/** A product's page that was reached by a creator's link: tells of the click, and takes it out of the address. */

import { noteTouch } from "./touch.js";

const here = new URL(location.href);
const via = here.searchParams.get("via");
if (via) {
  noteTouch(via);
  here.searchParams.delete("via");
  history.replaceState(history.state, "", here);
}
