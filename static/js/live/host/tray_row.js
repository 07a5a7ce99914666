/** One product of the tray, made from #tray-row-template. */

import { message } from "../../lib/messages.js";
import { formatMoney } from "../../lib/money.js";

const FEW_COUNT = 5;

function describeStock(item) {
  if (item.is_on_sale === false) {
    return message("off_sale");
  }
  return item.available_count > 0 ? message("left_count", { count: item.available_count }) : message("sold_out");
}

/** Write a product's words, price and stock into its row. */
export function fillTrayRow(row, item) {
  row.querySelector(".line-item__title").textContent = item.title;
  row.querySelector("[data-price]").textContent = formatMoney(item.price_minor, item.currency);
  const stock = row.querySelector("[data-stock]");
  stock.textContent = describeStock(item);
  stock.toggleAttribute("data-few", item.available_count <= FEW_COUNT);
}

/** Return a new row for a product {product_id, title, picture_url, price_minor, currency, available_count, note}. */
export function createTrayRow(item) {
  const row = document.getElementById("tray-row-template").content.firstElementChild.cloneNode(true);
  row.dataset.product = item.product_id;
  row.setAttribute("aria-label", item.title);
  fillTrayRow(row, item);
  row.querySelector("[name=note]").value = item.note ?? "";
  row.querySelector("[name=note]").setAttribute("aria-label", message("note_for", { title: item.title }));
  row.querySelector(".tray-row__handle").setAttribute("aria-label", message("move_product", { title: item.title }));
  const picture = row.querySelector("img");
  picture.hidden = !item.picture_url;
  if (item.picture_url) {
    picture.src = item.picture_url;
  }
  for (const button of row.querySelectorAll("[data-opens]")) {
    button.dataset.product = item.product_id;
  }
  return row;
}
