/** Whether somebody is in the middle of something on a page, so that it must not be read again under his hands. */

/** Tell whether a field has the focus, or a question is open. */
export function isBusy(page) {
  return Boolean(page.activeElement?.matches("input, select, textarea") || page.querySelector("dialog[open]"));
}

/** Return the element of a page that had the focus before the page was read again: by its id, or by where it leads. */
export function findAgain(page, focused) {
  const href = focused?.getAttribute("href");
  if (focused?.id) {
    return page.querySelector(`#${CSS.escape(focused.id)}`);
  }
  return href ? page.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
}
