/** The entries of a list of pictures: each a picture, words for those who can't see it, buttons to move and remove it. */

import { createIcon } from "../lib/icon.js";
import { randomId } from "../lib/ids.js";
import { message } from "../lib/messages.js";

/** As long as the API takes them. */
const MAX_ALT_CHARACTERS = 200;

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

function createAltField(words) {
  const input = document.createElement("input");
  input.name = "alt";
  input.className = "field__control";
  input.maxLength = MAX_ALT_CHARACTERS;
  input.placeholder = message("alt_hint");
  input.defaultValue = words;
  return input;
}

/** Give an entry the field for its words, and the buttons that move and remove it. */
export function complete(item) {
  const bar = document.createElement("div");
  bar.className = "picture-list__bar";
  bar.append(...ACTS.map(createButton));
  item.append(createAltField(item.querySelector("img").dataset.alt ?? ""), bar);
}

/** Return a new entry that shows the picture at `url`. */
export function createItem(url) {
  const item = document.createElement("li");
  item.className = "picture-list__item";
  item.dataset.key = randomId();
  const image = document.createElement("img");
  image.src = url;
  image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  item.append(image);
  complete(item);
  return item;
}

/** Number the pictures for those who hear them, and switch off what the first and the last can't do. */
export function markOrder(list) {
  const items = [...list.children];
  items.forEach((item, index) => {
    item.querySelector("img").alt = message("picture", { number: index + 1 });
    item.querySelector('[name="alt"]').setAttribute("aria-label", message("alt_label", { number: index + 1 }));
    item.querySelector('[data-act="earlier"]').disabled = index === 0;
    item.querySelector('[data-act="later"]').disabled = index === items.length - 1;
  });
}
