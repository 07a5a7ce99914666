import assert from "node:assert/strict";
import test from "node:test";
import { formatBytes } from "../../../static/js/content/bytes.js";
import { planStart } from "../../../static/js/content/network.js";
import { tagAt } from "../../../static/js/content/offers.js";
import { chooseVariant, isAvailable, optionGroups } from "../../../static/js/content/options.js";
import { realtimeOrigin } from "../../../static/js/lib/realtime.js";

const SHOES = [
  { id: "red-38", options: { Colour: "red", Size: "38" }, available_count: 4 },
  { id: "red-40", options: { Colour: "red", Size: "40" }, available_count: 0 },
  { id: "ink-40", options: { Colour: "ink", Size: "40" }, available_count: 7 },
];

test("a product is offered from the beginning of its moment until just before the end", () => {
  const tags = [{ start_seconds: 2, end_seconds: 5 }];

  const shown = [1.9, 2, 4.9, 5].map((seconds) => tagAt(tags, seconds) !== null);

  assert.deepEqual(shown, [false, true, true, false]);
});

test("of two products at the same moment the one that began last is offered", () => {
  const [first, second] = [
    { start_seconds: 0, end_seconds: 9 },
    { start_seconds: 4, end_seconds: 6 },
  ];

  assert.equal(tagAt([first, second], 5), second);
  assert.equal(tagAt([second, first], 7), first);
});

test("the choices of a product are its options in the order of its variants", () => {
  assert.deepEqual(optionGroups(SHOES), [
    { name: "Colour", values: ["red", "ink"] },
    { name: "Size", values: ["38", "40"] },
  ]);
});

test("a choice that no variant has moves the other choice, not the one just made", () => {
  const chosen = chooseVariant(SHOES, { Colour: "ink", Size: "38" }, "Colour");

  assert.equal(chosen.id, "ink-40");
});

test("a variant that sells out while it is chosen stays chosen", () => {
  const chosen = chooseVariant(SHOES, { Colour: "red", Size: "40" });

  assert.equal(chosen.id, "red-40");
});

test("an option can be chosen as long as one variant with it is left", () => {
  assert.equal(isAvailable(SHOES, "Size", "40"), true);
  assert.equal(isAvailable([SHOES[1]], "Size", "40"), false);
});

test("whoever saves data gets nothing before asking and no large picture", () => {
  assert.deepEqual(planStart({ saveData: true, downlink: 10 }), { estimateBps: 900_000, preloadCount: 0, capHeight: 540 });
});

test("a fast network starts higher than an unknown one, a slow one lower", () => {
  const [slow, unknown, fast] = [{ effectiveType: "2g", downlink: 10 }, undefined, { effectiveType: "4g", downlink: 10 }].map((connection) => planStart(connection));

  assert.ok(slow.estimateBps < unknown.estimateBps && unknown.estimateBps < fast.estimateBps);
  assert.ok(slow.preloadCount < fast.preloadCount);
});

test("news come from this page's host under the configured port, without a port from the configured host", () => {
  const page = { origin: "http://192.168.1.5:8000", hostname: "192.168.1.5" };

  assert.equal(realtimeOrigin("http://127.0.0.1:8001", page), "http://192.168.1.5:8001");
  assert.equal(realtimeOrigin("https://news.example.test", page), "https://news.example.test");
  assert.equal(realtimeOrigin("", page), "http://192.168.1.5:8000");
});

test("sizes of files are written in the reader's units", () => {
  assert.equal(formatBytes(2_740_000, "en"), "2.7 MB");
  assert.equal(formatBytes(999, "en"), "999 byte");
});
