/** One broadcast of the moderators' wall, made from #wall-item-template. */

import { message } from "../../lib/messages.js";

/** Return a new card for a broadcast. Its picture hides itself until there is one. */
export function createWallItem({ id, thumb_url: thumbUrl }) {
  const row = document.getElementById("wall-item-template").content.firstElementChild.cloneNode(true);
  row.dataset.broadcast = id;
  for (const link of row.querySelectorAll("a")) {
    link.href = `/live/${id}`;
  }
  const picture = row.querySelector("img");
  picture.hidden = !thumbUrl;
  picture.addEventListener("error", () => {
    picture.hidden = true;
  });
  if (thumbUrl) {
    picture.src = thumbUrl;
  }
  return row;
}

/** Write the present words and counts into a card. */
export function fillWallItem(row, { title, creator, viewers_count: viewers, reports_count: reports }) {
  row.dataset.title = title;
  row.toggleAttribute("data-reported", reports > 0);
  row.querySelector(".wall-item__title > a").textContent = title;
  row.querySelector(".wall-item__picture").setAttribute("aria-label", title);
  row.querySelector(".wall-item__host").textContent = `${creator.name ?? creator.display_name} · @${creator.handle}`;
  row.querySelector(".wall-item__viewers").textContent = message("viewers_count", { count: viewers });
  row.querySelector(".wall-item__reports").textContent = reports ? message("reports_count", { count: reports }) : "";
}
