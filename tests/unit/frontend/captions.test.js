import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseTrack, nearestTrack } from "../../../static/js/content/caption_choice.js";
import { isCut, moveEdge, stepOf } from "../../../static/js/content/trim_range.js";

const TRACKS = [
  { language: "en", is_default: false },
  { language: "ja", is_default: true },
  { language: "zh-Hans", is_default: false },
];
const OFF = { captionsOn: false, captionsWhenMuted: false, captionLanguage: "" };
const now = (language, isMuted = false) => ({ language, isMuted });

test("captions are off unless somebody wanted them, or wants them without sound and hears nothing", () => {
  const whenMuted = { ...OFF, captionsWhenMuted: true };

  assert.equal(chooseTrack(TRACKS, OFF, now("en", true)), null);
  assert.equal(chooseTrack(TRACKS, whenMuted, now("en")), null);
  assert.equal(chooseTrack(TRACKS, whenMuted, now("en", true)), TRACKS[0]);
  assert.equal(chooseTrack(TRACKS, { ...OFF, captionsOn: true }, now("en")), TRACKS[0]);
  assert.equal(chooseTrack([], { ...OFF, captionsOn: true }, now("en")), null);
});

test("the language that was chosen goes first, then the page's, then a near one, then the default", () => {
  assert.equal(nearestTrack(TRACKS, ["zh-Hans", "en"]), TRACKS[2]);
  assert.equal(nearestTrack(TRACKS, ["fr", "en"]), TRACKS[0]);
  assert.equal(nearestTrack(TRACKS, ["", "zh-Hant"]), TRACKS[2]);
  assert.equal(nearestTrack(TRACKS, ["fr"]), TRACKS[1]);
});

test("what is left of a video is never shorter than a second, and never outside of it", () => {
  const whole = { start: 0, end: 5.04 };

  assert.deepEqual(moveEdge(whole, "start", 9, 5.04), { start: 4.04, end: 5.04 });
  assert.deepEqual(moveEdge(whole, "start", -3, 5.04), whole);
  assert.deepEqual(moveEdge({ start: 2, end: 5 }, "end", 1, 5.04), { start: 2, end: 3 });
  assert.deepEqual(moveEdge({ start: 2, end: 5 }, "end", 5.03, 5.04), { start: 2, end: 5.04 });
  assert.equal(isCut(whole, 5.04), false);
  assert.equal(isCut({ start: 0.1, end: 5.04 }, 5.04), true);
});

test("arrows move an end by a tenth of a second, with shift by one", () => {
  assert.equal(stepOf({ key: "ArrowRight", shiftKey: false }), 0.1);
  assert.equal(stepOf({ key: "ArrowLeft", shiftKey: true }), -1);
  assert.equal(stepOf({ key: "Tab", shiftKey: false }), null);
});
