import assert from "node:assert/strict";
import test from "node:test";
import { isBusy } from "../../../static/js/orders/attention.js";

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
