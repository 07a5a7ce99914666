/**
 * One file on its way into the storage, in parts, some at a time. `run()` can be stopped at any moment and started again: what has arrived is
 * asked of the server, nothing is sent twice.
 */

import { getJson, postJson } from "../../lib/api.js";
import { withPatience } from "./patience.js";
import { forgetUpload, recallUpload, rememberUpload } from "./remembered.js";
import { sendPart } from "./send_part.js";

/** More would fill no network better, and a pause would lose more of what is under way. */
const AT_A_TIME = 2;

export class Transfer {
  uploadId = null;
  #file;
  #onProgress;
  #onWaiting;
  #sent = new Map();
  #isWaiting = false;

  /**
   * @param {File} file
   * @param {{onProgress: (sentBytes: number) => void, onWaiting: (isWaiting: boolean) => void}} listeners
   */
  constructor(file, { onProgress, onWaiting }) {
    this.#file = file;
    this.#onProgress = onProgress;
    this.#onWaiting = onWaiting;
  }

  /** Send what is missing and have the file put together; resolve to the upload's id. */
  async run(signal) {
    const upload = await this.#patiently(() => this.#open(signal), signal);
    this.uploadId = upload.id;
    rememberUpload(this.#file, upload.id);
    if (upload.state === "receiving") {
      const etags = await this.#sendMissing(upload, signal);
      await this.#patiently(() => this.#complete(upload, etags, signal), signal);
    }
    this.#onProgress(this.#file.size);
    return upload.id;
  }

  #patiently(work, signal) {
    return withPatience(work, signal, (isWaiting) => this.#setWaiting(isWaiting));
  }

  /** Find the upload that was begun with this file, or announce a new one. */
  async #open(signal) {
    const known = this.uploadId ?? recallUpload(this.#file);
    const upload = known ? await findUsable(known, signal) : null;
    if (upload) {
      return upload;
    }
    const started = await postJson(
      "/api/v1/uploads",
      { file_name: this.#file.name, size_bytes: this.#file.size, content_type: this.#file.type || "video/mp4" },
      { signal },
    );
    return { ...started, state: "receiving", received_parts: [] };
  }

  async #sendMissing(upload, signal) {
    const urls = new Map(upload.parts.map(({ number, url }) => [number, url]));
    const etags = new Map();
    this.#sent.clear();
    for (const part of upload.received_parts) {
      etags.set(part.number, part.etag);
      this.#sent.set(part.number, part.size_bytes);
    }
    this.#tell();
    const missing = Array.from({ length: upload.parts_count }, (_, index) => index + 1).filter((number) => !etags.has(number));
    const sendNext = async () => {
      while (missing.length) {
        const number = missing.shift();
        etags.set(number, await this.#sendOne(upload, number, urls, signal));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, sendNext));
    return etags;
  }

  #sendOne(upload, number, urls, signal) {
    const start = (number - 1) * upload.part_size_bytes;
    const blob = this.#file.slice(start, start + upload.part_size_bytes);
    const onProgress = (sentBytes) => {
      this.#sent.set(number, sentBytes);
      this.#setWaiting(this.#isWaiting && sentBytes === 0);
      this.#tell();
    };
    return this.#patiently(async () => {
      const url = urls.get(number) ?? (await getJson(`/api/v1/uploads/${upload.id}/parts/${number}`, { signal })).url;
      urls.delete(number); // another try gets a fresh one: this one may have expired meanwhile
      try {
        return await sendPart(url, blob, { signal, onProgress });
      } catch (error) {
        onProgress(0);
        throw error.status === 403 ? new Error("The address of this part has expired.") : error;
      }
    }, signal);
  }

  #complete(upload, etags, signal) {
    const parts = Array.from(etags, ([number, etag]) => ({ number, etag })).sort((one, other) => one.number - other.number);
    return postJson(`/api/v1/uploads/${upload.id}/complete`, { parts }, { signal });
  }

  #setWaiting(isWaiting) {
    if (isWaiting !== this.#isWaiting) {
      this.#isWaiting = isWaiting;
      this.#onWaiting(isWaiting);
    }
  }

  #tell() {
    this.#onProgress([...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  }
}

/** Return an upload that can go on or is ready to become a video, or null when it is gone or was used. */
async function findUsable(uploadId, signal) {
  try {
    const upload = await getJson(`/api/v1/uploads/${uploadId}`, { signal });
    if (upload.state === "receiving" || upload.state === "complete") {
      return upload;
    }
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
  }
  forgetUpload(uploadId);
  return null;
}
