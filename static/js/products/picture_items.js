/** The entries of a list of pictures: each a picture with buttons that move and remove it. */

import { createIcon } from "../lib/icon.js";
import { message } from "../lib/messages.js";

const ACTS = [
  ["earlier", "chevron-left", "earlier"],
  ["later", "chevron-right", "later"],
  ["remove", "trash", "remove_picture"],
];

function createButton([act, iconName, words]) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--icon";
  button.dataset.act = act;
  button.setAttribute("aria-label", message(words));
  button.title = message(words);
  button.append(createIcon(iconName));
  return button;
}

/** Give an entry the buttons that move and remove it. */
export function addButtons(item) {
  const bar = document.createElement("div");
  bar.className = "picture-list__bar";
  bar.append(...ACTS.map(createButton));
  item.append(bar);
}

/** Return a new entry that shows the picture at `url`. */
export function createItem(url) {
  const item = document.createElement("li");
  item.className = "picture-list__item";
  const image = document.createElement("img");
  image.src = url;
  image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  item.append(image);
  addButtons(item);
  return item;
}

/** Number the pictures for those who hear them, and switch off what the first and the last can't do. */
export function markOrder(list) {
  const items = [...list.children];
  items.forEach((item, index) => {
    item.querySelector("img").alt = message("picture", { number: index + 1 });
    item.querySelector('[data-act="earlier"]').disabled = index === 0;
    item.querySelector('[data-act="later"]').disabled = index === items.length - 1;
  });
}
