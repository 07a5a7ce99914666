import assert from "node:assert/strict";
import test from "node:test";
import { formatDuration, formatRelative } from "../../../static/js/lib/time.js";

const NOW = new Date("2026-11-22T12:00:00Z");

test("a playing time reads as minutes and seconds, with hours only when there are some", () => {
  assert.deepEqual([0, 5.9, 65, 3723, NaN].map(formatDuration), ["0:00", "0:05", "1:05", "1:02:03", "0:00"]);
});

test("a moment is told by the largest unit that fits", () => {
  assert.equal(formatRelative("2026-11-22T11:57:00Z", "en", NOW), "3 minutes ago");
  assert.equal(formatRelative("2026-11-21T12:00:00Z", "en", NOW), "yesterday");
  assert.equal(formatRelative("2026-11-22T19:00:00+05:00", "en", NOW), "in 2 hours");
  assert.equal(formatRelative("2026-11-22T12:00:00Z", "en", NOW), "now");
});

test("a moment is told in the reader's language", () => {
  assert.equal(formatRelative("2026-11-22T11:57:00Z", "zh-Hant", NOW), "3 分鐘前");
});
