/** Sends one file as the body of a request, as the API takes captions and covers. */

import { ApiError, csrfToken, NetworkError } from "./api.js";

/**
 * PUT a file and return what the API answers.
 *
 * @throws {ApiError} it was refused; @throws {NetworkError} no answer came
 */
export async function putFile(url, file) {
  const headers = { Accept: "application/json", "Content-Type": "application/octet-stream", "X-CSRF-Token": csrfToken() };
  let response;
  try {
    response = await fetch(url, { method: "PUT", headers, body: file });
  } catch (error) {
    throw new NetworkError(error);
  }
  const answer = await response.json();
  if (!response.ok) {
    throw new ApiError(answer, response.status);
  }
  return answer;
}
