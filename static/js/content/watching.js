/** Joins the posts of a page with the meter of views: what plays, or stands in sight, is watched; a product that is opened is a tap. */

import { createMeter } from "./view_meter.js";

const WATCHING = new Set(["playing", "shown"]);

/** Let this page's posts be counted. */
export function meterPosts() {
  const feed = document.querySelector("nm-feed");
  if (!feed) {
    return;
  }
  const meter = createMeter();
  const isPublic = ({ item }) => item.likes_count !== undefined;
  document.addEventListener("state-changed", ({ target }) => {
    if (target !== feed.watched || !isPublic(target)) {
      return;
    }
    if (WATCHING.has(target.dataset.state)) {
      meter.start(target.item);
    } else {
      meter.stop();
    }
  });
  for (const name of ["offer-opened", "offers-opened"]) {
    document.addEventListener(name, ({ target }) => target.item && isPublic(target) && meter.tap(target.item));
  }
}
