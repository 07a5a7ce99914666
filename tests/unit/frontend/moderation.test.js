import assert from "node:assert/strict";
import test from "node:test";

let openDialog = null;
globalThis.document = { querySelector: (selector) => (selector === "dialog[open]" ? openDialog : null) };

const { deskActOf } = await import("../../../static/js/moderation/keys.js");
const { buildBody } = await import("../../../static/js/moderation/form_body.js");

const page = { matches: () => false };
const field = { matches: (selector) => selector.includes("textarea") };
const press = (key, { target = page, ...modifiers } = {}) =>
  deskActOf({ key, target, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

test("one key decides, one goes on, one helps", () => {
  const acts = ["j", "k", "a", "r", "e", "?", "n"].map((key) => press(key));

  assert.deepEqual(acts, ["next", "previous", "approve", "reject", "escalate", "help", "next"]);
});

test("who writes a reason writes letters, and leaves the form by Escape", () => {
  const acts = ["a", "r", "7", "Escape"].map((key) => press(key, { target: field }));

  assert.deepEqual(acts, [null, null, null, "close"]);
});

test("digits choose a reason, other keys nothing", () => {
  assert.deepEqual(["1", "9", "0", "x"].map((key) => press(key)), ["1", "9", null, null]);
});

test("the browser keeps its own keys, but for sending", () => {
  assert.equal(press("r", { ctrlKey: true }), null);
  assert.equal(press("a", { altKey: true }), null);
  assert.equal(press("Enter", { ctrlKey: true, target: field }), "send");
});

test("while a dialog is open the desk hears nothing", () => {
  openDialog = {};

  const act = press("a");

  openDialog = null;
  assert.equal(act, null);
});

test("empty fields are left out of a decision, days are numbers, words are trimmed", () => {
  const fields = [["subject_action", "limit"], ["subject_days", "7"], ["person_action", ""], ["reason", "  Fake. "], ["template", ""]];

  assert.deepEqual(buildBody(fields), { subject_action: "limit", subject_days: 7, reason: "Fake." });
});
