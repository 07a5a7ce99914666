/** One collection in the merchant's list: its name and its products, read from and written to its card. */

/** Return the products that a card shows, in order, as {id, title, url}. */
export function readProducts(card) {
  return [...card.querySelectorAll("[data-product-id]")].map((item) => ({
    id: item.dataset.productId,
    title: item.querySelector("[data-title]").textContent,
    url: item.querySelector("img").getAttribute("src") ?? "",
  }));
}

/** Show these products in a card; `copyRow` gives an empty row. */
export function showProducts(card, products, copyRow) {
  const rows = products.map((product) => {
    const row = copyRow();
    row.dataset.productId = product.id;
    row.querySelector("[data-title]").textContent = product.title;
    row.querySelector("img").hidden = !product.url;
    if (product.url) {
      row.querySelector("img").src = product.url;
    }
    return row;
  });
  card.querySelector("[data-products]").replaceChildren(...rows);
  markEnds(card);
}

/** Switch off what the first and the last product can't do, and tell of an empty collection. */
export function markEnds(card) {
  const rows = [...card.querySelectorAll("[data-product-id]")];
  rows.forEach((row, index) => {
    row.querySelector('[data-act="up"]').disabled = index === 0;
    row.querySelector('[data-act="down"]').disabled = index === rows.length - 1;
  });
  card.querySelector("[data-empty]").hidden = rows.length > 0;
}

/** Move an element before or after its neighbour; return whether there was one. */
export function move(element, act) {
  const neighbour = act === "up" ? element.previousElementSibling : element.nextElementSibling;
  if (act === "up") {
    neighbour?.before(element);
  } else {
    neighbour?.after(element);
  }
  return Boolean(neighbour);
}
