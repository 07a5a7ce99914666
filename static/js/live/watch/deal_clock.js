/** What a live price is at a moment, and how its remaining time is written. Only the server's clock decides. */

/**
 * Return where a deal is: "coming" (not begun), "open", or "over" (time or quota used up); null without a deal.
 *
 * @param {{starts_at_ms: number, ends_at_ms: number, left_count: number}|null} deal
 * @param {number} serverNowMs
 */
export function dealState(deal, serverNowMs) {
  if (!deal) {
    return null;
  }
  if (serverNowMs >= deal.ends_at_ms || deal.left_count <= 0) {
    return "over";
  }
  return serverNowMs < deal.starts_at_ms ? "coming" : "open";
}

/** Return the time until `atMs` as "0:09" or "1:02:03", never below zero; the last second is shown until it is over. */
export function countDown(atMs, serverNowMs) {
  const total = Math.max(0, Math.ceil((atMs - serverNowMs) / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = `${hours ? String(minutes).padStart(2, "0") : minutes}:${String(seconds).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** Return the time until a planned start in whole units: {days, hours, minutes, seconds}. */
export function splitTime(atMs, serverNowMs) {
  const total = Math.max(0, Math.ceil((atMs - serverNowMs) / 1000));
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}
