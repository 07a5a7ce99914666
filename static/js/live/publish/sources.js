/**
 * Where the picture and the sound come from: a camera or the screen, and a microphone. The screen's own sound is mixed with the
 * microphone's, because a recording has one sound track.
 */

const FRAME_RATE = { ideal: 30, max: 30 };
const LONG_TO_SHORT = 16 / 9;
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** The camera that looks at the person is the one whose picture people expect mirrored. */
export function isFrontCamera(track) {
  const { facingMode } = track.getSettings();
  // A webcam of a computer says nothing, and looks at the person before it.
  return facingMode ? facingMode === "user" : /^(?!.*(back|rear|environment)).*$/i.test(track.label);
}

/** Return width and height (px) of a picture with this short side. */
export function sizeOf(shape, shortSide) {
  const longSide = Math.round(shortSide * LONG_TO_SHORT);
  return shape === "portrait" ? [shortSide, longSide] : [longSide, shortSide];
}

function videoConstraints({ cameraId, facingMode, shape, shortSide }) {
  const [width, height] = sizeOf(shape, shortSide);
  const place = cameraId ? { deviceId: { exact: cameraId } } : { facingMode };
  return { ...place, width: { ideal: width }, height: { ideal: height }, aspectRatio: { ideal: width / height }, frameRate: FRAME_RATE };
}

function audioConstraints(microphoneId) {
  return microphoneId ? { ...VOICE, deviceId: { exact: microphoneId } } : VOICE;
}

async function openMicrophone(microphoneId) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: audioConstraints(microphoneId) });
  return stream.getAudioTracks()[0];
}

/** Mix sound tracks into one. The returned track lives as long as its sources do. */
function mix(tracks) {
  const context = new AudioContext();
  const mixed = context.createMediaStreamDestination();
  for (const track of tracks) {
    context.createMediaStreamSource(new MediaStream([track])).connect(mixed);
  }
  const [track] = mixed.stream.getAudioTracks();
  tracks[0].addEventListener("ended", () => context.close());
  return track;
}

async function openScreen({ microphoneId }) {
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: FRAME_RATE }, audio: true });
  const [picture] = screen.getVideoTracks();
  const sounds = screen.getAudioTracks();
  const microphone = await openMicrophone(microphoneId).catch(() => null);
  const all = [...sounds, microphone].filter(Boolean);
  const sound = all.length > 1 ? [mix(all)] : all;
  return { stream: new MediaStream([picture, ...sound]), opened: [picture, ...all], isMirrored: false };
}

async function openCamera(wish) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: videoConstraints(wish),
    audio: audioConstraints(wish.microphoneId),
  });
  return { stream, opened: stream.getTracks(), isMirrored: isFrontCamera(stream.getVideoTracks()[0]) };
}

/**
 * Ask the person for a picture with sound.
 *
 * @param {{kind: "camera"|"screen", cameraId?: string, microphoneId?: string, facingMode?: "user"|"environment", shape: "portrait"|"landscape", shortSide: number}} wish
 * @returns {Promise<{stream: MediaStream, isMirrored: boolean, stop: () => void}>}
 * @throws {DOMException} refused, no such device, or busy (see describeDeviceError)
 */
export async function openSource(wish) {
  const { stream, opened, isMirrored } = await (wish.kind === "screen" ? openScreen(wish) : openCamera(wish));
  return { stream, isMirrored, stop: () => opened.forEach((track) => track.stop()) };
}

/** Return the cameras and microphones that there are. They have names only after the person allowed one. */
export async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const choose = (kind) => devices.filter((device) => device.kind === kind && device.deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { cameras: choose("videoinput"), microphones: choose("audioinput") };
}
