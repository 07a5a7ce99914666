/** Hashtags and mentions in the browser: cut as the server cuts them. */

import assert from "node:assert/strict";
import test from "node:test";
import { splitWords } from "../../../static/js/content/words.js";

const CASES = [
  ["看#夜市美食 好吃", ["夜市美食"]],
  ["#夜市#美食", ["夜市", "美食"]],
  ["＃ＬＡＮＴＥＲＮ", ["lantern"]],
  ["We are #1, C# a#b http://x.test/#part &#39; ##no", []],
  ["<b>#x</b>", ["x"]],
];

for (const [text, tags] of CASES) {
  test(`the hashtags of ${text}`, () => {
    const pieces = splitWords(text);

    assert.deepEqual(pieces.map(({ tag }) => tag).filter(Boolean), tags);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
  });
}

test("a mention leads to the handle of today, others stay words", () => {
  const pieces = splitWords("with @Old_Mei，@nobody_here and mei@old_mei.test #夜市@old_mei", { old_mei: "mei" });

  assert.deepEqual(pieces.filter(({ handle, tag }) => handle || tag), [
    { text: "@Old_Mei", handle: "mei" },
    { text: "#夜市", tag: "夜市" },
    { text: "@old_mei", handle: "mei" },
  ]);
});
