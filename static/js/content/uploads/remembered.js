/**
 * Unfinished uploads of this browser, so that choosing the same file again goes on where it stopped. A file is known by its name, size and
 * last change: the browser tells nothing better without reading all of it.
 */

const KEY = "nightmarket-uploads";

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // nothing is kept, or storage is refused: uploads then just start anew
  }
}

function write(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // see read()
  }
}

/** Return what tells this file from others. */
export function fingerprint({ name, size, lastModified }) {
  return JSON.stringify([name, size, lastModified]);
}

/** Return the upload's id that was kept for a file, or undefined. */
export function recallUpload(file) {
  return read()[fingerprint(file)]?.uploadId;
}

/** Keep which upload a file belongs to. */
export function rememberUpload(file, uploadId) {
  write({ ...read(), [fingerprint(file)]: { uploadId, name: file.name, size: file.size } });
}

/** Forget a file's upload: it is posted, cancelled or gone. */
export function forgetUpload(uploadId) {
  write(Object.fromEntries(Object.entries(read()).filter(([, one]) => one.uploadId !== uploadId)));
}

/** Return all unfinished uploads: [{uploadId, name, size}, …]. */
export function listRemembered() {
  return Object.values(read());
}
