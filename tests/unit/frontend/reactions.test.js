import assert from "node:assert/strict";
import test from "node:test";
import { shortCount } from "../../../static/js/content/reactions/counts.js";
import { DOUBLE_TAP_MS, Taps } from "../../../static/js/content/reactions/taps.js";
import { Toggle } from "../../../static/js/content/reactions/toggle.js";
import { planStart } from "../../../static/js/content/network.js";
import { stepSpeed } from "../../../static/js/content/player_settings.js";
import { ViewMeter } from "../../../static/js/content/view_meter.js";

function makeToggle(send, state = { isOn: false, count: 4 }) {
  const seen = { shown: [], failed: [] };
  const toggle = new Toggle(state, { send, show: (shown) => seen.shown.push(shown), failed: (error) => seen.failed.push(error.message) });
  return { toggle, seen };
}

test("a like is shown before the server has answered", () => {
  const { toggle, seen } = makeToggle(() => new Promise(() => {}));

  toggle.set(true);

  assert.deepEqual(seen.shown, [{ isOn: true, count: 5 }]);
});

test("a like that the server refuses is undone and said", async () => {
  const { toggle, seen } = makeToggle(() => Promise.reject(new Error("gone")));

  await toggle.set(true);

  assert.deepEqual(seen.shown.at(-1), { isOn: false, count: 4 });
  assert.deepEqual(seen.failed, ["gone"]);
});

test("of quick presses only what is wanted in the end is sent after the first", async () => {
  const sent = [];
  let answer;
  const { toggle } = makeToggle((isOn) => {
    sent.push(isOn);
    return new Promise((resolve) => {
      answer = resolve;
    });
  });

  const done = toggle.set(true);
  toggle.set(false);
  toggle.set(true);
  toggle.set(false);
  answer();
  await new Promise((resolve) => setTimeout(resolve));
  answer();
  await done;

  assert.deepEqual(sent, [true, false]);
  assert.equal(toggle.isOn, false);
});

test("liking what is liked already sends nothing", async () => {
  const sent = [];
  const { toggle, seen } = makeToggle(async (isOn) => sent.push(isOn), { isOn: true, count: 1 });

  await toggle.set(true);

  assert.deepEqual([sent, seen.shown], [[], []]);
});

test("what the server knows is taken over without being sent or counted again", () => {
  const { toggle, seen } = makeToggle(() => assert.fail("sent"));

  toggle.confirm(true);

  assert.deepEqual(seen.shown, [{ isOn: true, count: 4 }]);
});

test("counts are short, and none is a word", () => {
  assert.deepEqual([shortCount(0, "Like", "en"), shortCount(999, "", "en"), shortCount(12_345, "", "en")], ["Like", "999", "12.3K"]);
});

function click(timeStamp, { x = 10, y = 10, detail = 1 } = {}) {
  return { timeStamp, clientX: x, clientY: y, detail };
}

test("two taps at one place are a double tap and not two single ones", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [];
  const taps = new Taps(() => seen.push("once"), () => seen.push("twice"));

  taps.take(click(0));
  taps.take(click(120));
  context.mock.timers.tick(DOUBLE_TAP_MS * 2);

  assert.deepEqual(seen, ["twice"]);
});

test("a single tap waits for a second one, a key does not", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [];
  const taps = new Taps(() => seen.push("once"), () => seen.push("twice"));

  taps.take(click(0));
  const atOnce = [...seen];
  context.mock.timers.tick(DOUBLE_TAP_MS);
  taps.take(click(2000, { detail: 0 }));

  assert.deepEqual([atOnce, seen], [[], ["once", "once"]]);
});

test("two taps far apart are no double tap", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [];
  const taps = new Taps(() => seen.push("once"), () => seen.push("twice"));

  taps.take(click(0));
  taps.take(click(100, { x: 200 }));
  context.mock.timers.tick(DOUBLE_TAP_MS);

  assert.deepEqual(seen, ["once"]);
});

function makeMeter() {
  const clock = { ms: 0 };
  const told = [];
  const meter = new ViewMeter(({ items }) => told.push(...items), () => clock.ms);
  return { clock, told, meter };
}

const CLIP = { id: "clip", duration_seconds: 12 };

test("a clip that was only passed is not told", () => {
  const { clock, told, meter } = makeMeter();

  meter.start(CLIP);
  clock.ms = 1900;
  meter.stop();
  meter.flush();

  assert.deepEqual(told, []);
});

test("what was watched is told once, and only what came since after that", () => {
  const { clock, told, meter } = makeMeter();

  meter.start(CLIP);
  clock.ms = 4000;
  meter.flush();
  clock.ms = 5500;
  meter.flush();

  assert.deepEqual(told.map(({ watched_seconds: seconds }) => seconds), [4, 1.5]);
});

test("while somebody goes on watching, the server is told now and then", () => {
  const { clock, told, meter } = makeMeter();

  meter.start(CLIP);
  for (const second of [5, 10, 15, 20]) {
    clock.ms = second * 1000;
    meter.flush(10);
  }

  assert.deepEqual(told.map(({ watched_seconds: seconds }) => seconds), [5, 10]);
});

test("a third of a short clip is enough", () => {
  const { clock, told, meter } = makeMeter();

  meter.start({ id: "short", duration_seconds: 3 });
  clock.ms = 1000;
  meter.flush();

  assert.equal(told.length, 1);
});

test("time on one post is not time on another", () => {
  const { clock, told, meter } = makeMeter();

  meter.start(CLIP);
  clock.ms = 3000;
  meter.start({ id: "next", duration_seconds: null });
  clock.ms = 8000;
  meter.flush();

  assert.deepEqual(told.map(({ post_id: id, watched_seconds: seconds }) => [id, seconds]), [["clip", 3], ["next", 5]]);
});

test("who opens a product has seen the post, however quickly", () => {
  const { told, meter } = makeMeter();

  meter.tap(CLIP);
  meter.flush();

  assert.deepEqual(told, [{ post_id: "clip", watched_seconds: 0, has_tapped: true }]);
});

test("the speed goes up and down in steps and stops at the ends", () => {
  assert.deepEqual([stepSpeed(1, 1), stepSpeed(1, -1), stepSpeed(2, 1), stepSpeed(0.5, -1)], [1.25, 0.75, 2, 0.5]);
});

test("who asks the page to save data is treated as if the browser had said so", () => {
  assert.deepEqual(planStart({ downlink: 10 }, true), planStart({ saveData: true }));
});
