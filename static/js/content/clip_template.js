/** Makes the <nm-clip> of a video from the JSON feed, by filling the templates that the server rendered (templates/content/clip.html). */

import { formatMoney } from "../lib/money.js";

function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function setText(root, selector, text) {
  root.querySelectorAll(selector).forEach((element) => {
    element.textContent = text;
  });
}

function createPicture(className, url) {
  const picture = document.createElement("img");
  picture.className = className;
  picture.alt = "";
  picture.decoding = "async";
  picture.src = url;
  return picture;
}

/** Return the chip of a product tag; `index` is its place among the video's tags. */
export function createOffer(tag, index) {
  const offer = copyOf("offer-template");
  offer.href = `/p/${encodeURIComponent(tag.product_id)}`;
  offer.dataset.index = String(index);
  offer.classList.toggle("offer--gone", !tag.available);
  setText(offer, ".offer__title", tag.title);
  setText(offer, ".price", formatMoney(tag.price_minor, tag.currency));
  if (tag.picture_url) {
    offer.querySelector(".offer__picture").replaceWith(createPicture("offer__picture", tag.picture_url));
  }
  return offer;
}

function fillAvatar(avatar, { display_name: name, avatar_url: url }) {
  const letters = Array.from(name);
  avatar.classList.add(`avatar--${(letters.length * 7) % 5}`); // as the server's macro chooses
  avatar.replaceChildren(url ? createPicture("", url) : letters[0]);
}

function fillCreator(link, creator) {
  link.href = `/@${encodeURIComponent(creator.handle)}`;
  setText(link, ".clip__name", creator.display_name);
  fillAvatar(link.querySelector(".avatar"), creator);
}

/**
 * Return a clip for a video of the feed.
 *
 * @param {object} item a video as GET /api/v1/feed answers it
 * @returns {HTMLElement} an <nm-clip> that has its data but does not load anything but its poster
 */
export function createClip(item) {
  const clip = copyOf("clip-template");
  clip.item = item;
  clip.classList.toggle("clip--wide", item.width > item.height);
  clip.setAttribute("aria-label", `${item.title}, ${item.creator.display_name}`);
  clip.querySelector(".clip__open").href = `/v/${encodeURIComponent(item.id)}`;
  clip.querySelectorAll(".clip__creator").forEach((link) => fillCreator(link, item.creator));
  setText(clip, ".clip__title", item.title);
  setText(clip, ".clip__text, .clip__full", item.description);
  clip.querySelector(".clip__text").hidden = !item.description;
  clip.querySelector(".clip__offers").append(...item.product_tags.map(createOffer));
  clip.querySelector(".clip__words").prepend(...item.product_tags.map(createOffer));
  clip.querySelector(".clip__action--bag").hidden = item.product_tags.length === 0;
  setText(clip, ".clip__action--bag > span", String(item.product_tags.length));
  if (item.poster_url) {
    clip.querySelector(".clip__poster").src = item.poster_url;
  }
  return clip;
}
