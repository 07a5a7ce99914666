/** Carries out what the host pressed, and says it in words when it did not work. */

import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";

/** Return the sentence for an error of the API or of the network. */
export function describeError(error) {
  if (!error.problem) {
    return error.name === "NetworkError" ? message("network_failed") : message("request_failed");
  }
  return error.problem.errors?.[0]?.message ?? error.message;
}

/**
 * Run `act` while `control` shows that it is busy; resolve to whether it worked.
 *
 * @param {() => Promise<unknown>} act
 * @param {HTMLElement} [control] the pressed button
 */
export async function attempt(act, control) {
  control?.setAttribute("aria-busy", "true");
  try {
    await act();
    return true;
  } catch (error) {
    showToast(describeError(error), { kind: "error" });
    return false;
  } finally {
    control?.removeAttribute("aria-busy");
  }
}

/** Call `act(form)` instead of sending a form; the button that was pressed shows that it is busy. */
export function onSubmit(form, act) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => act(form), event.submitter);
  });
}
