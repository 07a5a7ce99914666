/** The server's clock as the page itself brought it: `server_time_ms` was true some time between asking for the page and its first byte. */

import { ServerClock } from "../publish/clock.js";

/**
 * Return the clock of a page that was rendered at `serverTimeMs`.
 *
 * @param {number} serverTimeMs
 * @param {{requestStart: number, responseStart: number}|undefined} navigation when the page was asked for and came (ms since `originMs`)
 * @param {number} originMs
 */
export function readPageClock(
  serverTimeMs,
  navigation = performance.getEntriesByType("navigation")[0],
  originMs = performance.timeOrigin,
) {
  const clock = new ServerClock();
  if (navigation?.responseStart) {
    clock.add(originMs + navigation.requestStart, originMs + navigation.responseStart, serverTimeMs);
  }
  return clock;
}
