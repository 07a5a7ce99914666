import assert from "node:assert/strict";
import test from "node:test";
import { feel } from "../../../static/js/ui/haptics.js";

function device(t, { wantsLessMotion = false, vibrate } = {}) {
  const kept = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  globalThis.matchMedia = () => ({ matches: wantsLessMotion });
  Object.defineProperty(globalThis, "navigator", { value: { vibrate }, configurable: true });
  t.after(() => {
    delete globalThis.navigator;
    if (kept) {
      Object.defineProperty(globalThis, "navigator", kept);
    }
    delete globalThis.matchMedia;
  });
}

test("a purchase feels longer than a like", (t) => {
  const felt = [];
  device(t, { vibrate: (pattern) => felt.push(pattern) });

  feel("like");
  feel("buy");

  const [like, buy] = felt.map((pattern) => pattern.reduce((sum, ms) => sum + ms));
  assert.ok(buy > like);
});

test("nothing shakes for somebody who wants less motion", (t) => {
  const felt = [];
  device(t, { wantsLessMotion: true, vibrate: (pattern) => felt.push(pattern) });

  feel("buy");

  assert.deepEqual(felt, []);
});

test("a device that can't shake is no error", (t) => {
  device(t);

  assert.doesNotThrow(() => feel("add"));
});
