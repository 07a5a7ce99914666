/** Which format this browser can record. WebM, because MediaRecorder gives MP4 only once per key frame, seconds late. */

/** Best first: H.264 is passed on as it is, VP8 and VP9 must be encoded again by the market. */
const FORMATS = [
  "video/webm;codecs=h264,opus",
  "video/webm;codecs=vp8,opus",
  "video/webm;codecs=vp9,opus",
];

/** Return the MIME type to record in, or null when there is none. */
export function chooseFormat(isSupported = (type) => globalThis.MediaRecorder?.isTypeSupported(type) ?? false) {
  return FORMATS.find(isSupported) ?? null;
}

/** Return why this page can't record, as the key of a sentence, or null when it can. */
export function findObstacle(page = { isSecure: isSecureContext, devices: navigator.mediaDevices, format: chooseFormat() }) {
  if (!page.isSecure || !page.devices?.getUserMedia) {
    return "publish_insecure";
  }
  return page.format ? null : "publish_no_recorder";
}

/** Return the sentence's key for an error of getUserMedia or getDisplayMedia. */
export function describeDeviceError(error) {
  const keys = {
    NotAllowedError: "publish_refused",
    SecurityError: "publish_refused",
    NotFoundError: "publish_no_device",
    OverconstrainedError: "publish_no_device",
    NotReadableError: "publish_device_busy",
    AbortError: "publish_device_busy",
  };
  return keys[error?.name] ?? "publish_device_failed";
}
