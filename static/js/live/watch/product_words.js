/** How a product of a broadcast is written at a moment: price, struck price, live price with its time, stock. */

import { message } from "../../lib/messages.js";
import { formatMoney } from "../../lib/money.js";
import { countDown } from "./deal_clock.js";

const FEW = 5;

/**
 * Return the words for a card.
 *
 * @param {object} card as `product_pinned` and the tray have it
 * @param {{deal: object|null, availableCount: number, serverNowMs: number, isReplay?: boolean}} now `deal`: only while it counts
 */
export function describeProduct(card, { deal, availableCount, serverNowMs, isReplay = false }) {
  const hadDeal = isReplay && Boolean(card.pinned_deal_id) && !deal;
  const prices = hadDeal ? pricesAfter(card) : pricesNow(card, deal);
  return {
    price: prices.price,
    was: prices.was ? formatMoney(prices.was, card.currency) : "",
    deal: hadDeal ? message("deal_over") : describeDeal(deal, serverNowMs),
    stock: describeStock(availableCount, deal),
    isGone: availableCount <= 0 || card.is_on_sale === false,
  };
}

/** In a replay an ended live price is struck, and today's price is said to be today's. */
function pricesAfter(card) {
  return { price: message("today_price", { price: formatMoney(card.price_minor, card.currency) }), was: card.pinned_price_minor };
}

function pricesNow(card, deal) {
  const { price, was } = pricesOf(card, deal);
  return { price: formatMoney(price, card.currency), was };
}

function pricesOf(card, deal) {
  if (deal?.state === "open") {
    return { price: deal.price_minor, was: deal.was_minor };
  }
  // Its time is over here, and the room has not said so yet: nobody pays the live price any more.
  const isOver = card.deal && !deal && card.price_minor < card.list_price_minor;
  return isOver ? { price: card.list_price_minor, was: null } : { price: card.price_minor, was: deal ? null : card.was_minor };
}

function describeDeal(deal, serverNowMs) {
  if (!deal) {
    return "";
  }
  if (deal.state === "coming") {
    return message("deal_coming", { time: countDown(deal.starts_at_ms, serverNowMs) });
  }
  return message("deal_until", { time: countDown(deal.ends_at_ms, serverNowMs) });
}

function describeStock(count, deal) {
  if (count <= 0) {
    return message("sold_out");
  }
  if (deal?.state === "open" && deal.left_count < count) {
    return message("deal_left", { count: deal.left_count });
  }
  return count <= FEW ? message("only_left", { count }) : "";
}
