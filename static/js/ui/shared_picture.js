/** A card's picture grows into the page that the card leads to, and shrinks back, where browsers move between pages that way. */

const NAME = "shown";
const CARDS = ":is(.product-card, .video-card) a[href]";

/** Return the picture of the card that leads to an address, if this page has one. */
function findPicture(url) {
  const link = [...document.querySelectorAll(CARDS)].find((one) => one.href === url);
  return link?.closest("article").querySelector("img") ?? null;
}

/** Name a picture, if there is one, until the move is over; a move that the browser gives up is no error. */
function nameWhileMoving(picture, transition) {
  picture?.style.setProperty("view-transition-name", NAME);
  const forget = () => picture?.style.removeProperty("view-transition-name");
  transition.finished.then(forget, forget);
  transition.ready.catch(() => {});
  transition.updateCallbackDone.catch(() => {});
}

window.addEventListener("pageswap", (event) => {
  if (event.viewTransition && event.activation?.entry) {
    nameWhileMoving(findPicture(event.activation.entry.url), event.viewTransition);
  }
});

window.addEventListener("pagereveal", (event) => {
  if (event.viewTransition) {
    const from = window.navigation?.activation?.from;
    nameWhileMoving(from ? findPicture(from.url) : null, event.viewTransition);
  }
});
