/** Hashtags in the browser: cut as the server cuts them. */

import assert from "node:assert/strict";
import test from "node:test";
import { splitHashtags } from "../../../static/js/content/hashtags.js";

const CASES = [
  ["看#夜市美食 好吃", ["夜市美食"]],
  ["#夜市#美食", ["夜市", "美食"]],
  ["＃ＬＡＮＴＥＲＮ", ["lantern"]],
  ["We are #1, C# a#b http://x.test/#part &#39; ##no", []],
  ["<b>#x</b>", ["x"]],
];

for (const [text, tags] of CASES) {
  test(`the hashtags of ${text}`, () => {
    const pieces = splitHashtags(text);

    assert.deepEqual(pieces.map(({ tag }) => tag).filter(Boolean), tags);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
  });
}
