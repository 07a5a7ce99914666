import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import test from "node:test";
import { ApiError, NetworkError, getJson, postJson } from "../../../static/js/lib/api.js";

globalThis.document = { querySelector: () => ({ content: "the token of the page" }) };

/** Start a real server that gives one answer; returns its address, what it was asked, and how to stop it. */
async function startServer(status, contentType, body) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    asked.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { "Content-Type": contentType }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/`, asked, stop: () => server.close() };
}

test("a mutating call carries the token, the key and the body", async (t) => {
  const server = await startServer(201, "application/json", '{"id": "7"}');
  t.after(server.stop);

  const answer = await postJson(server.url, { quantity: 1 }, { idempotencyKey: "key-1" });

  assert.deepEqual(answer, { id: "7" });
  assert.equal(server.asked[0].headers["x-csrf-token"], "the token of the page");
  assert.equal(server.asked[0].headers["idempotency-key"], "key-1");
  assert.deepEqual(JSON.parse(server.asked[0].body), { quantity: 1 });
});

test("a reading call shows the token to nobody", async (t) => {
  const server = await startServer(200, "application/json", "[]");
  t.after(server.stop);

  await getJson(server.url);

  assert.equal(server.asked[0].headers["x-csrf-token"], undefined);
});

test("a problem document becomes an error that keeps it", async (t) => {
  const problem = { type: "/problems/out-of-stock", title: "Out of stock", detail: "Only 1 left.", status: 409, requested: 2 };
  const server = await startServer(409, "application/problem+json", JSON.stringify(problem));
  t.after(server.stop);

  const error = await postJson(server.url, {}).catch((caught) => caught);

  assert.ok(error instanceof ApiError);
  assert.equal(error.message, "Only 1 left.");
  assert.deepEqual(error.problem, problem);
});

test("an error page that is no problem document still becomes an error with its status", async (t) => {
  const server = await startServer(502, "text/html", "<h1>Bad gateway</h1>");
  t.after(server.stop);

  const error = await getJson(server.url).catch((caught) => caught);

  assert.ok(error instanceof ApiError);
  assert.equal(error.status, 502);
});

test("an answer without a body is null", async (t) => {
  const server = await startServer(204, "text/plain", undefined);
  t.after(server.stop);

  assert.equal(await postJson(server.url, {}), null);
});

test("a server that cannot be reached is told apart from one that refuses", async () => {
  const server = await startServer(200, "application/json", "{}");
  server.stop();

  await assert.rejects(getJson(server.url), NetworkError);
});
