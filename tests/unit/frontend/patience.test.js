import assert from "node:assert/strict";
import test from "node:test";
import { ApiError } from "../../../static/js/lib/api.js";
import { delayBefore, isPassing } from "../../../static/js/content/uploads/patience.js";
import { fingerprint, forgetUpload, listRemembered, recallUpload, rememberUpload } from "../../../static/js/content/uploads/remembered.js";

test("the wait before another try grows and ends at twenty seconds", () => {
  const waits = [1, 2, 3, 20].map((tries) => delayBefore(tries, 1));

  assert.deepEqual(waits, [800, 1600, 3200, 20_000]);
});

test("what is refused is not tried again; what was away is", () => {
  const refused = [new ApiError({}, 422), new ApiError({}, 404), new DOMException("Stopped", "AbortError")];
  const away = [new ApiError({}, 503), new ApiError({}, 429), new Error("network")];

  assert.deepEqual(refused.map(isPassing), [false, false, false]);
  assert.deepEqual(away.map(isPassing), [true, true, true]);
});

test("the same file finds its upload again, a changed one does not", () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const file = { name: "clip.mp4", size: 10, lastModified: 1 };

  rememberUpload(file, "upload-1");

  assert.equal(recallUpload({ ...file }), "upload-1");
  assert.equal(recallUpload({ ...file, lastModified: 2 }), undefined);
  assert.notEqual(fingerprint(file), fingerprint({ ...file, size: 11 }));
  assert.deepEqual(listRemembered(), [{ uploadId: "upload-1", name: "clip.mp4", size: 10 }]);
  forgetUpload("upload-1");
  assert.equal(recallUpload(file), undefined);
});
