import assert from "node:assert/strict";
import test from "node:test";
import { placeCheckout, placeOrder, waitForPayment } from "../../../static/js/orders/purchase.js";

const BODY = { line_items: [{ variant_id: "v", quantity: 1 }] };

/** Let the network give these answers, one after the other; return what was sent. */
function answer(...answers) {
  const sent = [];
  const kept = new Map();
  globalThis.document = { querySelector: () => null };
  globalThis.sessionStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  };
  globalThis.fetch = async (url, { headers }) => {
    sent.push({ url, key: headers["Idempotency-Key"] });
    const next = answers.shift();
    if (next === undefined) {
      throw new TypeError("no network");
    }
    return new Response(JSON.stringify(next.body), { status: next.status, headers: { "Content-Type": "application/json" } });
  };
  return { sent, kept };
}

test("an order without an answer is sent again with its key, and the next one has a key of its own", async () => {
  const { sent, kept } = answer({ status: 503, body: {} }, { status: 201, body: { id: "o" } }, { status: 201, body: { id: "p" } });

  const first = await placeOrder(BODY);
  await placeOrder(BODY);

  assert.equal(first.id, "o");
  assert.equal(sent[0].key, sent[1].key);
  assert.notEqual(sent[1].key, sent[2].key);
  assert.equal(kept.size, 0);
});

test("a checkout of several shops is placed in the same way", async () => {
  const { sent } = answer({ status: 500, body: {} }, { status: 201, body: { id: "c" } });

  const checkout = await placeCheckout(BODY);

  assert.equal(checkout.id, "c");
  assert.deepEqual(
    sent.map(({ url }) => url),
    ["/api/v1/checkouts", "/api/v1/checkouts"],
  );
  assert.equal(sent[0].key, sent[1].key);
});

test("what is refused is final", async () => {
  const { sent, kept } = answer({ status: 409, body: { title: "Sold out", status: 409 } });

  await assert.rejects(placeCheckout(BODY), { status: 409 });

  assert.equal(sent.length, 1);
  assert.equal(kept.size, 0);
});

test("a decline of before is no news while the buyer pays again", async () => {
  const waiting = { state: "pending_payment", payment: { state: "declined" } };
  answer({ status: 200, body: waiting }, { status: 200, body: { state: "paid", payment: { state: "captured" } } });

  const outcome = await waitForPayment("/api/v1/checkouts/c", { isDeclinedBefore: true });

  assert.equal(outcome, "paid");
});
