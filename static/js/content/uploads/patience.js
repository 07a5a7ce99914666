/** Trying again: after a while that grows, and not before there is a network. */

import { ApiError } from "../../lib/api.js";

const FIRST_DELAY_MS = 800;
const LONGEST_DELAY_MS = 20_000;
const MOST_TRIES = 8;

/** Return how long to wait before try number `tries` (1, 2, …), spread by chance. */
export function delayBefore(tries, random = Math.random()) {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1)) * (0.5 + random / 2);
}

/** Tell whether the same request may succeed later: the network or the server was away, not the request wrong. */
export function isPassing(error) {
  if (error.name === "AbortError") {
    return false;
  }
  const { status } = error;
  return !(error instanceof ApiError || status) || status >= 500 || status === 408 || status === 429;
}

/** Resolve when the browser thinks it has a network. Rejects with AbortError when `signal` says so. */
export function untilOnline(signal) {
  if (navigator.onLine) {
    return Promise.resolve();
  }
  return untilEvent(window, "online", signal);
}

function untilEvent(target, name, signal) {
  return new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { once: true, signal });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

/**
 * Do `work()` until it succeeds, is refused for good, or was tried too often while there was a network.
 *
 * @param {() => Promise<T>} work
 * @param {AbortSignal} signal
 * @param {(isWaiting: boolean) => void} [onWaiting] is told when nothing moves because something is away
 * @returns {Promise<T>}
 * @template T
 */
export async function withPatience(work, signal, onWaiting = () => {}) {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      const result = await work();
      onWaiting(false);
      return result;
    } catch (error) {
      if (signal.aborted || !isPassing(error) || (tries >= MOST_TRIES && navigator.onLine)) {
        throw error;
      }
      onWaiting(true);
      await pause(delayBefore(tries), signal);
      await untilOnline(signal);
    }
  }
}
