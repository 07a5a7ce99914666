/**
 * What a buyer means to buy, remembered until the server's answer is final.
 *
 * One intent has one idempotency key. It survives a double tap, a lost network and a reload, so that sending it
 * again never buys twice. Another body is another intent; another quote for the same things is not, for a page that
 * is loaded again gets a new one.
 */

import { randomId } from "../lib/api.js";

const SLOT = "nightmarket.buy";

/** Return what to send, {body, key}: the remembered intent as it was sent when it is the same, else a new one, remembered. */
export function rememberIntent(body, storage = sessionStorage) {
  const text = JSON.stringify({ ...body, quote: undefined });
  const kept = JSON.parse(storage.getItem(SLOT) ?? "null");
  const intent = kept?.text === text ? kept : { text, body, key: randomId() };
  storage.setItem(SLOT, JSON.stringify(intent));
  return { body: intent.body, key: intent.key };
}

/** Forget the intent: its answer is final. */
export function forgetIntent(storage = sessionStorage) {
  storage.removeItem(SLOT);
}
