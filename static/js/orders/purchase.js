/** The talk with the server that a purchase takes: ordering until there is an answer, waiting for the payment. */

import { ApiError, getJson, NetworkError, postJson } from "../lib/api.js";
import { forgetIntent, rememberIntent } from "./intent.js";

const RETRY_MS = [500, 1500, 3000];
const POLL_MS = [400, 600, 1000, 1500, 2000, 3000];
const POLL_LIMIT = 30;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isUncertain = (error) => error instanceof NetworkError || error.status === 503 || error.status === 500;

/** Place an order of one shop; without an answer, ask again with the same key. Throws what the server refuses. */
export const placeOrder = (body) => place("/api/v1/orders", body);

/** Place the orders of a checkout over several shops, in the same way. */
export const placeCheckout = (body) => place("/api/v1/checkouts", body);

async function place(url, wanted) {
  const { body, key } = rememberIntent(wanted);
  for (const wait of [...RETRY_MS, null]) {
    try {
      const placed = await postJson(url, body, { idempotencyKey: key });
      forgetIntent();
      return placed;
    } catch (error) {
      if (!isUncertain(error)) {
        forgetIntent();
        throw error;
      }
      if (wait === null) {
        throw error;
      }
      await pause(wait);
    }
  }
  return null;
}

/** Let the sandbox tell an outcome of a payment. */
export function playOutcome(paymentId, outcome) {
  return postJson(`/api/v1/sandbox/payments/${paymentId}`, { outcome });
}

/** Return "paid", "declined" or "cancelled" once what is at `url` (an order or a checkout) says so, "slow" when it does not. */
export async function waitForPayment(url, { isDeclinedBefore = false } = {}) {
  for (let attempt = 0; attempt < POLL_LIMIT; attempt += 1) {
    await pause(POLL_MS[Math.min(attempt, POLL_MS.length - 1)]);
    const placed = await getJson(url).catch((error) => {
      if (error instanceof ApiError && error.status < 500) {
        throw error;
      }
      return null; // no answer is no news: ask again
    });
    const outcome = placed && readOutcome(placed, isDeclinedBefore);
    if (outcome) {
      return outcome;
    }
  }
  return "slow";
}

function readOutcome(placed, isDeclinedBefore) {
  if (placed.state !== "pending_payment") {
    return placed.state === "cancelled" ? "cancelled" : "paid";
  }
  return placed.payment.state === "declined" && !isDeclinedBefore ? "declined" : null;
}
