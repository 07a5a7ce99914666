/** Sends one picture of a post, with progress. */

import { ApiError, csrfToken, NetworkError } from "../../lib/api.js";

/**
 * Send a picture as a multipart form and return what the API says of it: {id, thumb_url, …}. XMLHttpRequest, because fetch tells no progress.
 *
 * @param {string} url
 * @param {File} file
 * @param {(share: number) => void} onProgress how much of it is sent, 0 … 1
 * @throws {ApiError} it was refused, with the reason as its message; @throws {NetworkError} no answer came
 */
export function sendPicture(url, file, onProgress) {
  const body = new FormData();
  body.append("picture", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("error", () => reject(new NetworkError(null)));
    request.addEventListener("load", () => {
      if (request.status === 201) {
        resolve(request.response);
      } else {
        reject(new ApiError(request.response ?? { title: request.statusText }, request.status));
      }
    });
    request.send(body);
  });
}
