/**
 * A few <video> elements for all clips of a page. Phones allow few decoders, and an element that was once allowed to
 * sound by a tap keeps that permission.
 */

const MOST = 4;

export class VideoPool {
  #free = [];
  #count = 0;

  /** Return a silent, empty element, or null when all are in use. */
  take() {
    if (this.#free.length) {
      return this.#free.pop();
    }
    if (this.#count === MOST) {
      return null;
    }
    this.#count += 1;
    return createVideo();
  }

  /** Take an element back; whatever it shows is gone. */
  give(video) {
    video.pause();
    video.removeAttribute("src");
    video.load();
    video.remove();
    this.#free.push(video);
  }
}

function createVideo() {
  const video = document.createElement("video");
  video.className = "clip__video";
  video.playsInline = true;
  video.loop = true;
  video.muted = true;
  video.preload = "auto";
  video.tabIndex = -1;
  video.setAttribute("aria-hidden", "true"); // the clip's own controls say all of it
  return video;
}
