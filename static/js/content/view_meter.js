/**
 * How long each post was watched, told to the server in batches. The server decides what counts; a post that was only passed is not told.
 */

/** As the server counts (content/views.py): after so long, or this share of a shorter clip. */
const SEEN_SECONDS = 2;
const SEEN_SHARE = 1 / 3;
const SEND_EVERY_MS = 5_000;
/** A post that was told already is told again after so much more; when the page is left, after less. */
const MORE_SECONDS = 10;
const LAST_SECONDS = 1;
const MOST_AT_ONCE = 50;
const ADDRESS = "/api/v1/posts/views";

function createEntry({ id, duration_seconds: durationSeconds }) {
  const seenAfter = durationSeconds ? Math.min(SEEN_SECONDS, durationSeconds * SEEN_SHARE) : SEEN_SECONDS;
  return { id, seenAfter, seconds: 0, isTapped: false, wasTold: false };
}

export class ViewMeter {
  #entries = new Map();
  #running = null;
  #send;
  #nowMs;

  /**
   * @param {(body: {items: object[]}) => void} send
   * @param {() => number} nowMs a clock that never goes back, in milliseconds
   */
  constructor(send, nowMs = () => performance.now()) {
    this.#send = send;
    this.#nowMs = nowMs;
  }

  /** This post is watched from now on, and no other. */
  start(post) {
    if (this.#running?.id !== post.id) {
      this.stop();
      this.#running = { id: post.id, entry: this.#entryOf(post), sinceMs: this.#nowMs() };
    }
  }

  /** Nothing is watched for now. */
  stop() {
    if (this.#running) {
      const { entry, sinceMs } = this.#running;
      entry.seconds += (this.#nowMs() - sinceMs) / 1000;
      this.#running = null;
    }
  }

  /** Somebody opened a product of this post. */
  tap(post) {
    this.#entryOf(post).isTapped = true;
  }

  /** Tell the server what has been watched since the last time, of posts told already from `moreSeconds` on. */
  flush(moreSeconds = LAST_SECONDS) {
    const { id, entry } = this.#running ?? {};
    this.stop();
    if (entry) {
      this.#running = { id, entry, sinceMs: this.#nowMs() };
    }
    const due = [...this.#entries.values()].filter((entry) => isDue(entry, moreSeconds)).slice(0, MOST_AT_ONCE);
    if (due.length) {
      this.#send({ items: due.map(describe) });
      due.forEach((told) => Object.assign(told, { seconds: 0, isTapped: false, wasTold: true }));
    }
  }

  #entryOf(post) {
    if (!this.#entries.has(post.id)) {
      this.#entries.set(post.id, createEntry(post));
    }
    return this.#entries.get(post.id);
  }
}

function isDue({ seconds, seenAfter, isTapped, wasTold }, moreSeconds) {
  return isTapped || seconds >= (wasTold ? moreSeconds : seenAfter);
}

function describe({ id, seconds, isTapped }) {
  return { post_id: id, watched_seconds: Math.round(seconds * 10) / 10, has_tapped: isTapped };
}

function sendBeacon(body) {
  // Survives the page; a fetch may be cut off when it is left.
  navigator.sendBeacon(ADDRESS, new Blob([JSON.stringify(body)], { type: "application/json" }));
}

/** Return a meter of this page: it tells every few seconds and when the page is left or hidden. */
export function createMeter() {
  const meter = new ViewMeter(sendBeacon);
  setInterval(() => meter.flush(MORE_SECONDS), SEND_EVERY_MS);
  addEventListener("pagehide", () => meter.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      meter.flush();
    }
  });
  return meter;
}
