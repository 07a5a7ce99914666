/** Every form that posts shows on its pressed button that it is busy, and a second press does not send it twice. */

function markBusy(event) {
  const { submitter, target } = event;
  if (event.defaultPrevented || target.method === "dialog" || !submitter) {
    return;
  }
  // After the browser has read the form: a disabled or changed button would not be sent.
  setTimeout(() => submitter.setAttribute("aria-busy", "true"));
}

function refuseSecondPress(event) {
  if (event.submitter?.getAttribute("aria-busy") === "true") {
    event.preventDefault();
  }
}

function clearBusy(event) {
  if (event.persisted) {
    document.querySelectorAll('form [aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
  }
}

document.addEventListener("submit", refuseSecondPress, { capture: true });
document.addEventListener("submit", markBusy);
window.addEventListener("pageshow", clearBusy);
