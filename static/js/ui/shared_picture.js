/** A card's picture grows into the page that the card leads to, and shrinks back, where browsers move between pages that way. */

const NAME = "shown";
const CARDS = ":is(.product-card, .video-card) a[href]";

/** Return the picture of the card that leads to an address, if this page has one. */
function findPicture(url) {
  const link = [...document.querySelectorAll(CARDS)].find((one) => one.href === url);
  return link?.closest("article").querySelector("img") ?? null;
}

function nameWhileMoving(picture, transition) {
  if (!picture) {
    return;
  }
  picture.style.setProperty("view-transition-name", NAME);
  const forget = () => picture.style.removeProperty("view-transition-name");
  transition.finished.then(forget, forget);
}

window.addEventListener("pageswap", (event) => {
  if (event.viewTransition && event.activation?.entry) {
    nameWhileMoving(findPicture(event.activation.entry.url), event.viewTransition);
  }
});

window.addEventListener("pagereveal", (event) => {
  const from = event.viewTransition && window.navigation?.activation?.from;
  if (from) {
    nameWhileMoving(findPicture(from.url), event.viewTransition);
  }
});
