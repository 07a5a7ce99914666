/**
 * What a buyer means to buy, remembered until the server's answer is final.
 *
 * One intent has one idempotency key. It survives a double tap, a lost network and a reload, so that sending it
 * again never buys twice. Another body is another intent.
 */

import { randomId } from "../lib/api.js";

const SLOT = "nightmarket.buy";

/** Return {body, key} for this purchase: the remembered one when it is the same, else a new one, remembered. */
export function rememberIntent(body, storage = sessionStorage) {
  const text = JSON.stringify(body);
  const kept = JSON.parse(storage.getItem(SLOT) ?? "null");
  const intent = kept?.text === text ? kept : { text, key: randomId() };
  storage.setItem(SLOT, JSON.stringify(intent));
  return { body, key: intent.key };
}

/** Forget the intent: its answer is final. */
export function forgetIntent(storage = sessionStorage) {
  storage.removeItem(SLOT);
}
