/** Writes a product of a broadcast into elements that have [data-title], [data-price], [data-was], [data-deal], [data-stock] and a picture. */

import { describeProduct } from "./product_words.js";

function setText(root, selector, text) {
  const element = root.querySelector(selector);
  if (element.textContent !== text) {
    element.textContent = text;
  }
  element.hidden = text === "";
}

function setPicture(root, url) {
  const picture = root.querySelector("img");
  picture.hidden = !url;
  if (url && picture.getAttribute("src") !== url) {
    picture.src = url;
  }
}

/** Show a card as it stands at this moment. */
export function showProduct(root, card, stage) {
  const words = describeProduct(card, {
    deal: stage.dealOf(card),
    availableCount: stage.availableOf(card),
    serverNowMs: stage.serverNowMs,
    isReplay: stage.room === null,
  });
  setText(root, "[data-title]", card.title);
  setText(root, "[data-price]", words.price);
  setText(root, "[data-was]", words.was);
  setText(root, "[data-deal]", words.deal);
  setText(root, "[data-stock]", words.stock);
  setPicture(root, card.picture_url);
  root.toggleAttribute("data-gone", words.isGone);
}
