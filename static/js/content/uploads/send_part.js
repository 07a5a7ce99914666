/** Sends one part of a file to its signed URL, telling how many bytes have gone. */

/** The storage refused a part. `status` is the HTTP status. */
export class PartRefused extends Error {
  constructor(status) {
    super(`The storage answered ${status}.`);
    this.name = "PartRefused";
    this.status = status;
  }
}

/**
 * PUT `blob` to `url`; resolve to the ETag that the storage answered with. fetch() tells nothing of bytes sent, so this is XMLHttpRequest.
 *
 * @param {string} url
 * @param {Blob} blob
 * @param {{signal: AbortSignal, onProgress: (sentBytes: number) => void}} options
 * @throws {PartRefused} the storage refused it; @throws {Error} the network did not answer
 */
export function sendPart(url, blob, { signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open("PUT", url);
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      const etag = request.getResponseHeader("ETag");
      if (request.status >= 200 && request.status < 300 && etag) {
        resolve(etag);
      } else {
        reject(new PartRefused(request.status));
      }
    });
    request.addEventListener("error", () => reject(new Error("The network did not answer.")));
    request.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")));
    request.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
    signal.addEventListener("abort", abort, { once: true });
    request.send(blob);
  });
}
