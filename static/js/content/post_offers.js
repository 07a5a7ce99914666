/** What the pages of photo posts and articles do with what is shown: they open it, name the post when it is bought, and count views and taps. */

import "./product_sheet.js";
import "./reactions/reactions.js";
import "./reactions/share.js";
import { createMeter } from "./view_meter.js";

/**
 * Let the `[data-index]` links inside `element` open the page's product sheet; count a post that has the attribute `public`.
 *
 * @param {HTMLElement} element
 * @param {object[]} tags the post's product tags, as the API answers them
 * @param {{kind: string, id: string}} source the post
 */
export function connectOffers(element, tags, source) {
  const meter = element.hasAttribute("public") ? createMeter() : null;
  meter?.start(source);
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-index]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      meter?.tap(source);
      document.querySelector("nm-product-sheet").show(tags[Number(link.dataset.index)], () => source);
    }
  });
}
