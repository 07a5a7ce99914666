import assert from "node:assert/strict";
import test from "node:test";
import { startOf } from "../../../static/js/content/start.js";

test("a video begins at the moment of its own address", () => {
  assert.equal(startOf("a", { pathname: "/v/a", hash: "#t=12.5" }), 12.5);
});

test("another video, and an address that names no moment, begin at the start", () => {
  assert.equal(startOf("b", { pathname: "/v/a", hash: "#t=12.5" }), null);
  assert.equal(startOf("a", { pathname: "/", hash: "#t=12.5" }), null);
  assert.equal(startOf("a", { pathname: "/v/a", hash: "#t=-1" }), null);
  assert.equal(startOf("a", { pathname: "/v/a", hash: "#comments" }), null);
});
