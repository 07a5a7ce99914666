import assert from "node:assert/strict";
import test from "node:test";
import { compareComments, readFragment, splitMentions } from "../../../static/js/content/comments/text.js";

const MEI = { written: "mei", handle: "mei_lin" };

test("a mention becomes a piece of its own that leads to the handle of today", () => {
  const pieces = splitMentions("ask @Mei, please", [MEI]);

  assert.deepEqual(pieces, [{ text: "ask " }, { text: "@Mei", handle: "mei_lin" }, { text: ", please" }]);
});

test("a mention is found between Chinese characters, which need no blanks", () => {
  const pieces = splitMentions("請問@mei這個", [MEI]);

  assert.deepEqual(
    pieces.map((piece) => piece.text),
    ["請問", "@mei", "這個"],
  );
});

test("addresses of mail and names that nobody has stay words", () => {
  const text = "write to shop@mei.test or @nobody";

  assert.deepEqual(splitMentions(text, [MEI]), [{ text }]);
});

test("an address asks for comments, for one of them, or for none", () => {
  const id = "01990000-0000-7000-8000-000000000001";

  const asked = ["#comments", `#comments/${id}`, "#comments/1", "#main", ""].map(readFragment);

  assert.deepEqual(asked, [{ commentId: null }, { commentId: id }, null, null, null]);
});

const page = (...ids) => ids.map((id) => ({ id, is_pinned: false }));

test("what was said since is new, and what is missing between the others is gone", () => {
  const compared = compareComments(["5", "4", "3"], page("6", "5", "3"), false);

  assert.deepEqual(compared, { added: ["6"], removed: ["4"] });
});

test("comments older than the first page are on a later one, not gone", () => {
  const compared = compareComments(["5", "4", "2", "1"], page("5", "4"), false);

  assert.deepEqual(compared.removed, []);
});

test("an old pinned comment does not make the page seem to reach back to it", () => {
  const present = [{ id: "1", is_pinned: true }, ...page("9", "8")];

  assert.deepEqual(compareComments(["1", "9", "8", "5"], present, false).removed, []);
});

test("when the first page is all there is, everything else is gone", () => {
  assert.deepEqual(compareComments(["3", "2"], [], true).removed, ["3", "2"]);
});
