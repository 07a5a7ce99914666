/** One broadcast of the moderators' wall, made from #wall-item-template. */

import { message } from "../../lib/messages.js";

/** Return a new card for a broadcast. */
export function createWallItem({ id, thumb_url: thumbUrl }) {
  const row = document.getElementById("wall-item-template").content.firstElementChild.cloneNode(true);
  row.dataset.broadcast = id;
  for (const link of row.querySelectorAll("a")) {
    link.href = `/live/${id}`;
  }
  if (thumbUrl) {
    row.querySelector("nm-live-thumb").setAttribute("thumb-url", thumbUrl);
  } else {
    row.querySelector("nm-live-thumb").remove();
  }
  return row;
}

/** Write the present words and counts into a card. */
export function fillWallItem(row, { title, creator, viewers_count: viewers, reports_count: reports }) {
  row.dataset.title = title;
  row.toggleAttribute("data-reported", reports > 0);
  row.querySelector(".wall-item__title > a").textContent = title;
  row.querySelector(".wall-item__name").textContent = title;
  row.querySelector(".wall-item__host").textContent = `${creator.name ?? creator.display_name} · @${creator.handle}`;
  row.querySelector(".wall-item__viewers").textContent = message("viewers_count", { count: viewers });
  row.querySelector(".wall-item__reports").textContent = reports ? message("reports_count", { count: reports }) : "";
}
