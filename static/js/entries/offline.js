/** The page without a network: goes back to what was asked for as soon as the market answers. */

const ASK_MS = 4000;

/** Ask for the smallest thing there is; a market that is away, or a network that only seems to be there, gives nothing. */
async function isReachable() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function look() {
  if (navigator.onLine && (await isReachable())) {
    location.reload();
  }
}

// Opened at its own address it is what was asked for.
if (!location.pathname.startsWith("/offline/")) {
  window.addEventListener("online", look);
  setInterval(look, ASK_MS);
}
