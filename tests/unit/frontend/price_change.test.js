import assert from "node:assert/strict";
import test from "node:test";
import { describePriceChange, readPriceChange } from "../../../static/js/orders/price_change.js";

const messages = { price_changed: "It costs %(price)s now.", deal_limit: "At most %(count)s; else %(price)s each." };

globalThis.document = { documentElement: { lang: "en" } };

function refusal(changes = {}) {
  const problem = { type: "/problems/price-changed", price_minor: 1990, currency: "USD", reason: "changed", per_buyer_limit: null, ...changes };
  return { problem };
}

test("another price is told with what one costs now", () => {
  const change = readPriceChange(refusal());

  assert.equal(describePriceChange(change, messages), "It costs $19.90 now.");
});

test("whoever wants more than the live price's limit is told the limit", () => {
  const change = readPriceChange(refusal({ reason: "deal_limit", per_buyer_limit: 2 }));

  assert.equal(describePriceChange(change, messages), "At most 2; else $19.90 each.");
});

test("any other refusal is no change of the price", () => {
  assert.equal(readPriceChange(refusal({ type: "/problems/out-of-stock" })), null);
  assert.equal(readPriceChange(new TypeError("no answer")), null);
});
