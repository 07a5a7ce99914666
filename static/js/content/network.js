/** What the network is likely to carry, before the first segment has measured it. */

/** 540p at its cap, with room to spare: what most phones manage. */
const USUAL_BPS = 2_500_000;
const SLOW_BPS = { "slow-2g": 100_000, "2g": 200_000, "3g": 900_000 };
/** Browsers round `downlink` and never report more than 10 Mb/s; a part of it is left to the rest of the page. */
const SHARE = 0.7;

/**
 * Return what playing may start with.
 *
 * @param {{saveData?: boolean, effectiveType?: string, downlink?: number}|undefined} connection navigator.connection
 * @param {boolean} savesData whether the person asked this page to save data
 * @returns {{estimateBps: number, preloadCount: number, capHeight: number}} capHeight in pixels of the shorter side, Infinity without a cap
 */
export function planStart(connection, savesData = false) {
  if (savesData || connection?.saveData) {
    return { estimateBps: SLOW_BPS["3g"], preloadCount: 0, capHeight: 540 };
  }
  const slow = SLOW_BPS[connection?.effectiveType];
  if (slow) {
    return { estimateBps: slow, preloadCount: 1, capHeight: Infinity };
  }
  return { estimateBps: estimate(connection), preloadCount: 2, capHeight: Infinity };
}

function estimate(connection) {
  const measured = connection?.downlink ? connection.downlink * 1_000_000 * SHARE : USUAL_BPS;
  return Math.max(measured, SLOW_BPS["3g"]);
}
