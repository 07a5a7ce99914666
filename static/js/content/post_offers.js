/** Opens the product sheet for what a photo post or an article shows; what is bought is named by the post. */

import "./product_sheet.js";

/**
 * Let the `[data-index]` links inside `element` open the page's product sheet.
 *
 * @param {HTMLElement} element
 * @param {object[]} tags the post's product tags, as the API answers them
 * @param {{kind: string, id: string}} source the post
 */
export function connectOffers(element, tags, source) {
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-index]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      document.querySelector("nm-product-sheet").show(tags[Number(link.dataset.index)], () => source);
    }
  });
}
