/** Whether somebody is in the middle of something on a page, so that it must not be read again under his hands. */

/** Tell whether a field has the focus, or a question is open. */
export function isBusy(page) {
  return Boolean(page.activeElement?.matches("input, select, textarea") || page.querySelector("dialog[open]"));
}
