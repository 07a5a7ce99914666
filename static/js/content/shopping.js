/** Joins the clips of a page with its sheets: what is tapped in a video opens over it, and is bought as seen there and then. */

function describeSource(feed) {
  const clip = feed.watched;
  return { kind: "video", id: clip.item.id, media_time_seconds: Math.round(clip.seconds * 10) / 10 };
}

/** Let this page's clips open this page's sheets. */
export function connectSheets() {
  const feed = document.querySelector("nm-feed");
  document.addEventListener("offer-opened", (event) => {
    document.querySelector("nm-product-sheet").show(event.detail, () => describeSource(feed));
  });
  document.addEventListener("offers-opened", () => {
    document.querySelector("nm-offers-sheet").show(feed.watched.item.product_tags);
  });
}
