/**
 * Uppy's uploader for our own upload interface. @uppy/aws-s3 speaks to S3 or to Companion; ours signs the parts and keeps the
 * account, on S3 and on the file system alike.
 */

import { BasePlugin } from "@uppy/core";
import { Transfer } from "./transfer.js";

export class PartsPlugin extends BasePlugin {
  #running = new Map();

  constructor(uppy, options) {
    super(uppy, options);
    this.id = "Parts";
    this.type = "uploader";
  }

  install() {
    this.uppy.setState({ capabilities: { ...this.uppy.getState().capabilities, resumableUploads: true } });
    this.uppy.addUploader(this.#upload);
    this.uppy.on("upload-pause", (file, isPaused) => this.#running.get(file.id)?.setPaused(isPaused));
    this.uppy.on("file-removed", (file) => this.#running.get(file.id)?.cancel());
  }

  #upload = async (fileIds) => {
    await Promise.allSettled(fileIds.map((id) => this.#send(this.uppy.getFile(id))));
  };

  async #send(file) {
    this.uppy.emit("upload-start", [file]);
    try {
      const uploadId = await this.#transfer(file);
      if (uploadId) {
        this.uppy.emit("upload-success", this.uppy.getFile(file.id), { status: 200, body: { uploadId } });
      }
    } catch (error) {
      this.uppy.emit("upload-error", this.uppy.getFile(file.id), error);
      throw error;
    } finally {
      this.#running.delete(file.id);
    }
  }

  /** Run until the file has arrived; resolve to null when it was removed. A pause ends the run, going on starts another. */
  #transfer(file) {
    return new Promise((resolve, reject) => {
      const transfer = new Transfer(file.data, {
        onProgress: (bytesUploaded) => this.#tellProgress(file.id, bytesUploaded),
        onWaiting: (isWaiting) => this.uppy.emit("parts-waiting", file, isWaiting),
      });
      let controller;
      const run = () => {
        controller = new AbortController();
        const { signal } = controller;
        transfer.run(signal).then(resolve, (error) => signal.aborted || reject(error));
      };
      this.#running.set(file.id, {
        setPaused: (isPaused) => (isPaused ? controller.abort() : run()),
        cancel: () => {
          controller.abort();
          this.uppy.emit("parts-cancelled", file, transfer.uploadId);
          resolve(null);
        },
      });
      run();
    });
  }

  #tellProgress(fileId, bytesUploaded) {
    const file = this.uppy.getFile(fileId);
    if (file) {
      const uploadStarted = file.progress.uploadStarted ?? Date.now();
      this.uppy.emit("upload-progress", file, { uploadStarted, bytesUploaded, bytesTotal: file.size });
    }
  }
}
