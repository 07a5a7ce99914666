/**
 * Asks before a script does what can't be undone. Forms use the `confirm` macro (components/dialog.html) instead.
 */

import { message } from "../lib/messages.js";

function createChoice(text, kind, value) {
  const button = document.createElement("button");
  button.className = `button button--${kind}`;
  button.value = value;
  button.textContent = text;
  return button;
}

function createDialog({ title, text, confirmText, danger }) {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-label", title);
  const bar = document.createElement("div");
  bar.className = "sheet__bar";
  const heading = document.createElement("h2");
  heading.className = "sheet__title";
  heading.textContent = title;
  bar.append(heading);
  const body = document.createElement("div");
  body.className = "sheet__body";
  body.textContent = text;
  const foot = document.createElement("form");
  foot.method = "dialog";
  foot.className = "sheet__foot";
  const cancel = createChoice(message("cancel"), "secondary", "");
  cancel.autofocus = true;
  foot.append(cancel, createChoice(confirmText, danger ? "danger" : "primary", "confirmed"));
  dialog.append(bar, body, foot);
  return dialog;
}

/**
 * Ask a question; resolve to true only when the person chose the confirming button.
 *
 * @param {{title: string, text?: string, confirmText?: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirmAction({ title, text = "", confirmText = message("confirm"), danger = true }) {
  const dialog = createDialog({ title, text, confirmText, danger });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirmed");
    });
  });
}
