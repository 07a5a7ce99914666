import assert from "node:assert/strict";
import test from "node:test";

globalThis.HTMLElement = class {};
globalThis.customElements = { define: () => {} };
globalThis.document = { getElementById: () => null, documentElement: { lang: "en" }, addEventListener: () => {} };

const { readWords } = await import("../../../static/js/live/host/chat_settings.js");
const { formatRevenue } = await import("../../../static/js/live/host/figures.js");
const { placePoints, thin } = await import("../../../static/js/ui/line_chart.js");
const { readMoment } = await import("../../../static/js/live/host/new_broadcast.js");
const { readPriceMinor } = await import("../../../static/js/live/host/price_input.js");
const { sharesOf } = await import("../../../static/js/live/host/room_forms.js");
const { describeEnd, describeHealth, describeState } = await import("../../../static/js/live/publish/publish_words.js");

test("a typed price becomes whole minor units, digit by digit", () => {
  assert.equal(readPriceMinor("420", "TWD"), 42_000);
  assert.equal(readPriceMinor("0.29", "USD"), 29);
  assert.equal(readPriceMinor("19.9", "USD"), 1990);
  assert.equal(readPriceMinor(" 500 ", "JPY"), 500);
});

test("blocked words are read one a line or between commas of either script, each once", () => {
  assert.deepEqual(readWords("fake\n 假貨，仿冒、fake,\n\n"), ["fake", "假貨", "仿冒"]);
});

test("shares of a poll are whole percent, and nothing while nobody has voted", () => {
  assert.deepEqual(sharesOf([1, 3]), [25, 75]);
  assert.deepEqual(sharesOf([0, 0, 0]), [0, 0, 0]);
});

test("a line fills its box: time from left to right, the highest value on top", () => {
  const at = (seconds) => new Date(seconds * 1000);

  const placed = placePoints([{ at: at(0), value: 0 }, { at: at(30), value: 10 }, { at: at(60), value: 5 }], 300, 80);

  assert.deepEqual(placed, [[0, 80], [150, 6], [300, 43]]);
});

test("a table of many points keeps some of them evenly, and always the last", () => {
  const points = Array.from({ length: 100 }, (_value, index) => index);

  const kept = thin(points, 30);

  assert.ok(kept.length <= 30);
  assert.equal(kept.at(-1), 99);
  assert.deepEqual(thin([1, 2], 30), [1, 2]);
});

test("a moment without a time zone is the person's own, and nothing is now", () => {
  assert.equal(readMoment(""), null);
  assert.equal(readMoment("2026-12-01T20:00"), new Date(2026, 11, 1, 20).toISOString());
});

test("revenue of several currencies is one text, and none is a dash", () => {
  assert.equal(formatRevenue([{ currency: "USD", amount_minor: 1990 }, { currency: "EUR", amount_minor: 500 }]), "$19.90 + €5.00");
  assert.equal(formatRevenue([]), "–");
});

test("what one is told follows the state: the seconds left, or a rehearsal", () => {
  assert.equal(describeState({ state: "live", secondsLeft: 0 }), "publish_state_live");
  assert.equal(describeState({ state: "live", secondsLeft: 0 }, { isRehearsal: true }), "publish_state_rehearsing");
  assert.equal(describeState({ state: "reconnecting", secondsLeft: 7 }), "publish_reconnecting");
  assert.equal(describeState({ state: "reconnecting", secondsLeft: 0 }), "publish_still_trying");
});

test("the end has our own words where the reason is known, else the market's", () => {
  assert.equal(describeEnd({ reason: "replaced", sentence: "Somebody else…" }), "publish_end_replaced");
  assert.equal(describeEnd({ reason: "refused", sentence: "Too large." }), "Too large.");
  assert.equal(describeEnd({ reason: "ended", sentence: "" }), "publish_end_ended");
});

test("health names only what there is to say", () => {
  const health = { bitrate_kbps: 2480, frame_rate: 29.97, key_frame_gap_seconds: 1, latency_ms: 0, dropped_count: 0 };

  assert.equal(describeHealth(health), "health_bitrate · health_frame_rate · health_key_frames");
});
