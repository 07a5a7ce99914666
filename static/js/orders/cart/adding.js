/**
 * Putting things into the cart from wherever they are shown: any element dispatches a bubbling CustomEvent "add-to-cart" with
 * {variantId, quantity, source}. One tap is one key, so that a lost answer never adds twice.
 */

import { ApiError, NetworkError, postJson, randomId } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { feel } from "../../ui/haptics.js";
import { showToast } from "../../ui/toast.js";
import { showCartCount } from "./badge.js";

const TRIES = 3;
let shown;

async function send(body, idempotencyKey) {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await postJson("/api/v1/cart/items", body, { idempotencyKey });
    } catch (error) {
      if (!(error instanceof NetworkError) || left === 0) {
        throw error;
      }
    }
  }
}

export async function addToCart({ variantId, quantity = 1, source = null }) {
  const body = { variant_id: variantId, quantity, ...(source ? { source } : {}) };
  try {
    const added = await send(body, randomId());
    showCartCount(added.units_count);
    shown?.remove();
    shown = showToast(message("in_cart", { count: added.quantity }), {
      kind: "success",
      action: { label: message("see_cart"), run: () => location.assign("/cart") },
    });
  } catch (error) {
    showToast(describe(error), { kind: "error" });
  }
}

function describe(error) {
  if (error instanceof ApiError && error.status < 500) {
    return error.message;
  }
  return message(error instanceof NetworkError ? "network_failed" : "request_failed");
}

document.addEventListener("add-to-cart", (event) => {
  feel("add");
  addToCart(event.detail);
});
