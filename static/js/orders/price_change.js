/** A price that is another one than the buyer saw: what the server said about it, in words. */

import { formatMoney } from "../lib/money.js";

const TYPE = "/problems/price-changed";

/** Return {priceMinor, currency, reason, limit} of a refusal because of another price, or null for any other error. */
export function readPriceChange(error) {
  const { problem } = error;
  if (problem?.type !== TYPE) {
    return null;
  }
  return {
    priceMinor: problem.price_minor,
    currency: problem.currency,
    reason: problem.reason,
    limit: problem.per_buyer_limit,
  };
}

/** Return the sentence for the buyer; `messages` has price_changed and deal_limit. */
export function describePriceChange({ priceMinor, currency, reason, limit }, messages) {
  const price = formatMoney(priceMinor, currency);
  const sentence = reason === "deal_limit" ? messages.deal_limit : messages.price_changed;
  return sentence.replace("%(price)s", price).replace("%(count)s", limit);
}
