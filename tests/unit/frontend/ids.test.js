import assert from "node:assert/strict";
import test from "node:test";
import { randomId } from "../../../static/js/lib/ids.js";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const insecureOrigin = { getRandomValues: (bytes) => crypto.getRandomValues(bytes) };

test("an address without https still gets a version 4 UUID", () => {
  const ids = Array.from({ length: 500 }, () => randomId(insecureOrigin));

  assert.deepEqual(ids.filter((id) => !UUID_V4.test(id)), []);
  assert.equal(new Set(ids).size, ids.length);
});

test("a secure address uses the browser's own UUIDs", () => {
  assert.equal(randomId({ randomUUID: () => "from the browser" }), "from the browser");
  assert.match(randomId(), UUID_V4);
});
