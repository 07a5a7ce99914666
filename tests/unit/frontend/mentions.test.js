import assert from "node:assert/strict";
import test from "node:test";
import { complete, findBegun } from "../../../static/js/content/mention_text.js";

test("a mention is being typed from its sign to the caret", () => {
  assert.deepEqual(findBegun("see @me", 7), { at: 4, start: "me" });
  assert.deepEqual(findBegun("see @mei later", 6), { at: 4, start: "m" });
  assert.deepEqual(findBegun("@", 1), { at: 0, start: "" });
});

test("Chinese puts no blank before it, and names may be Chinese", () => {
  assert.deepEqual(findBegun("謝謝@阿美", 5), { at: 2, start: "阿美" });
});

test("an address of mail, a finished word and plain text begin no mention", () => {
  assert.equal(findBegun("mei@example", 11), null);
  assert.equal(findBegun("@mei ", 5), null);
  assert.equal(findBegun("hello", 5), null);
  assert.equal(findBegun("see @mei", 3), null);
});

test("who is chosen stands in place of what was begun, and writing goes on behind a blank", () => {
  assert.deepEqual(complete("see @me", { at: 4, start: "me" }, "mei_lin"), { text: "see @mei_lin ", caret: 13 });
  assert.deepEqual(complete("see @me now", { at: 4, start: "me" }, "mei"), { text: "see @mei now", caret: 9 });
  assert.deepEqual(complete("謝謝@阿美", { at: 2, start: "阿美" }, "mei"), { text: "謝謝@mei ", caret: 7 });
});
