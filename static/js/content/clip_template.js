/** Makes the elements of posts from the JSON feed, by filling the templates that the server rendered (templates/content/clip.html). */

import { message } from "../lib/messages.js";
import { formatMoney } from "../lib/money.js";
import { fillWithLinks } from "./words.js";

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

function createSlide(picture) {
  const slide = copyOf("slide-template");
  const { src, width, height, alt } = { ...picture, src: picture.url };
  Object.assign(slide.querySelector("img"), { src, width, height, alt });
  return slide;
}

function fillWords(post, item) {
  post.setAttribute("aria-label", `${item.title}, ${item.creator.display_name}`);
  post.querySelectorAll(".clip__creator").forEach((link) => fillCreator(link, item.creator));
  setText(post, ".clip__title", item.title);
  post.querySelectorAll(".clip__text, .clip__full").forEach((element) => fillWithLinks(element, item.description, item.mentions));
  fillDisclosure(post, item.disclosure);
  post.querySelector(".clip__text").hidden = !item.description;
  post.querySelector(".clip__offers").append(...item.product_tags.map(createOffer));
  post.querySelector(".clip__words").prepend(...item.product_tags.map(createOffer));
  post.querySelector(".clip__action--bag").hidden = item.product_tags.length === 0;
  setText(post, ".clip__action--bag > span", String(item.product_tags.length));
}

function fillDisclosure(post, disclosure) {
  post.querySelectorAll(".clip__disclosure").forEach((badge) => {
    badge.hidden = disclosure === "none";
    badge.textContent = badge.hidden ? "" : message(`disclosure_${disclosure}`);
  });
}

function fillReactions(post, item, own) {
  const reactions = post.querySelector("nm-reactions");
  reactions.setAttribute("post-id", item.id);
  reactions.setAttribute("path", item.path);
  for (const [kind, count] of Object.entries({ like: item.likes_count, save: item.saves_count, share: item.shares_count })) {
    reactions.querySelector(`[data-react=${kind}]`).dataset.number = String(count);
  }
  reactions.querySelector("[data-react=like]").setAttribute("aria-pressed", String(own.liked));
  reactions.querySelector("[data-react=save]").setAttribute("aria-pressed", String(own.saved));
}

const FILL = {
  video(post, item) {
    post.classList.toggle("clip--wide", item.width > item.height);
    post.querySelector(".clip__open").href = item.path;
    setPoster(post, item.poster_url);
  },
  photo(post, item) {
    post.querySelector(".clip__slides").append(...item.pictures.map(createSlide));
  },
  article(post, item) {
    post.querySelector(".clip__read").href = item.path;
    setPoster(post, item.pictures[0]?.url);
  },
};
const TEMPLATES = { video: "clip-template", photo: "photos-template", article: "article-template" };

function setPoster(post, url) {
  if (url) {
    post.querySelector(".clip__poster").src = url;
  }
}

/**
 * Return the element of a post of the feed.
 *
 * @param {object} item a post as GET /api/v1/feed answers it
 * @param {{liked: boolean, saved: boolean}} own what the viewer did with it
 * @returns {HTMLElement} an <nm-clip>, <nm-photos> or <nm-article-card> that has its data but loads nothing but its picture
 */
export function createPost(item, own) {
  const post = copyOf(TEMPLATES[item.kind]);
  post.item = item;
  fillWords(post, item);
  fillReactions(post, item, own);
  FILL[item.kind](post, item);
  return post;
}
