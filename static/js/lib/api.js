/**
 * Talks to the JSON API of this server: same-origin session, CSRF token, problems (RFC 9457) as errors.
 *
 * A mutating call that must happen once takes an idempotency key. Make the key with `randomId()` when the
 * person acts and keep it for every retry of that act: a key made per request would buy twice.
 */

export { randomId } from "./ids.js";

/** The server answered with a problem document. `problem` is that document, `status` the HTTP status. */
export class ApiError extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ApiError";
    this.problem = problem;
    this.status = status;
  }
}

/** The server could not be reached, so whether it did what was asked is not known. */
export class NetworkError extends Error {
  constructor(cause) {
    super("The network did not answer.", { cause });
    this.name = "NetworkError";
  }
}

/** Return the CSRF token that the page was rendered with. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

function buildHeaders(method, body, idempotencyKey) {
  const headers = { Accept: "application/json, application/problem+json" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  if (method !== "GET") {
    headers["X-CSRF-Token"] = csrfToken();
  }
  if (idempotencyKey) {
    headers["Idempotency-Key"] = idempotencyKey;
  }
  return headers;
}

async function parseAnswer(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const answer = isJson ? await response.json() : null;
  if (!response.ok) {
    throw new ApiError(answer ?? { title: response.statusText, status: response.status }, response.status);
  }
  return answer;
}

/**
 * Call the API and return the parsed answer (null when there is none).
 *
 * @param {string} method GET, POST, PUT, PATCH or DELETE
 * @param {string} url path on this server
 * @param {{body?: object, idempotencyKey?: string, signal?: AbortSignal}} options
 * @throws {ApiError} the server refused; @throws {NetworkError} no answer came (AbortError stays as it is)
 */
export async function callApi(method, url, { body, idempotencyKey, signal } = {}) {
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: buildHeaders(method, body, idempotencyKey),
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      signal,
    });
  } catch (error) {
    throw error.name === "AbortError" ? error : new NetworkError(error);
  }
  return parseAnswer(response);
}

export const getJson = (url, options) => callApi("GET", url, options);
export const postJson = (url, body, options = {}) => callApi("POST", url, { ...options, body });
export const deleteJson = (url, options) => callApi("DELETE", url, options);
