import assert from "node:assert/strict";
import test from "node:test";
import { isBusy } from "../../../static/js/orders/attention.js";
import { forgetIntent, rememberIntent } from "../../../static/js/orders/intent.js";

function page({ focus = null, dialog = null } = {}) {
  return {
    activeElement: focus && { matches: (selector) => selector.split(", ").includes(focus) },
    querySelector: () => dialog,
  };
}

test("the page of an order is left alone while somebody types or is asked something", () => {
  assert.equal(isBusy(page({ focus: "input" })), true);
  assert.equal(isBusy(page({ focus: "select" })), true);
  assert.equal(isBusy(page({ focus: "body", dialog: {} })), true);
});

test("it is read again when nobody is in the middle of anything", () => {
  assert.equal(isBusy(page({ focus: "a" })), false);
  assert.equal(isBusy(page()), false);
});

function storage() {
  const slots = new Map();
  return {
    getItem: (name) => slots.get(name) ?? null,
    setItem: (name, text) => slots.set(name, text),
    removeItem: (name) => slots.delete(name),
  };
}

test("a purchase without an answer is sent again as it was, though the page was loaded again with a new quote", () => {
  const kept = storage();
  const first = rememberIntent({ lines: 1, quote: "old" }, kept);

  assert.deepEqual(rememberIntent({ lines: 1, quote: "new" }, kept), first);
  assert.equal(first.body.quote, "old");
});

test("other things, and the same ones after an answer, are another purchase", () => {
  const kept = storage();
  const first = rememberIntent({ lines: 1, quote: "old" }, kept);
  const other = rememberIntent({ lines: 2, quote: "old" }, kept);
  forgetIntent(kept);
  const again = rememberIntent({ lines: 2, quote: "old" }, kept);

  assert.equal(new Set([first.key, other.key, again.key]).size, 3);
});
