/**
 * Shows the captions of a <video> in an element of ours: readable over any picture, and never below a product's chip. The browser reads the file
 * and keeps the time; it is asked for when it is shown, not before.
 */

export class Captions {
  #output;
  #track = null;
  #url = null;

  /** @param {HTMLElement} output where the words appear */
  constructor(output) {
    this.#output = output;
  }

  /** The language that is shown, or null. */
  get language() {
    return this.#track?.srclang ?? null;
  }

  /**
   * Show captions on a video, or none (null).
   *
   * @param {HTMLVideoElement} video
   * @param {{language: string, url: string}|null} wanted
   */
  show(video, wanted) {
    if (this.#track?.parentNode === video && wanted?.url === this.#url) {
      return;
    }
    this.clear();
    if (wanted) {
      this.#url = wanted.url;
      this.#track = createTrack(wanted);
      video.append(this.#track);
      this.#track.track.mode = "hidden"; // read, but not drawn by the browser
      this.#track.track.addEventListener("cuechange", this.#paint);
      this.#output.lang = wanted.language;
    }
  }

  clear() {
    this.#track?.track.removeEventListener("cuechange", this.#paint);
    this.#track?.remove();
    this.#track = null;
    this.#url = null;
    this.#output.replaceChildren();
  }

  #paint = () => {
    this.#output.replaceChildren(...[...(this.#track?.track.activeCues ?? [])].map(createCue));
  };
}

/** Return the plain text of a cue. */
export function textOf(cue) {
  return cue.getCueAsHTML().textContent;
}

function createTrack({ language, url }) {
  const track = document.createElement("track");
  track.kind = "captions";
  track.srclang = language;
  track.src = url;
  return track;
}

function createCue(cue) {
  const words = document.createElement("p");
  words.className = "caption";
  words.dir = "auto";
  words.textContent = textOf(cue);
  return words;
}
