/** Sends one picture of a product. */

import { ApiError, csrfToken, NetworkError } from "../lib/api.js";

/**
 * Send a picture as a multipart form and return what the API says of it: {id, url, …}.
 *
 * @throws {ApiError} it was refused, with the reason as its message; @throws {NetworkError} no answer came
 */
export async function sendPicture(productId, file) {
  const body = new FormData();
  body.append("picture", file);
  const headers = { Accept: "application/json", "X-CSRF-Token": csrfToken() };
  let response;
  try {
    response = await fetch(`/api/v1/products/${productId}/pictures`, { method: "POST", headers, body });
  } catch (error) {
    throw new NetworkError(error);
  }
  const answer = await response.json();
  if (!response.ok) {
    throw new ApiError(answer, response.status);
  }
  return answer;
}
