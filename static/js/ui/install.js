/** Makes the market installable: registers the service worker and tells it which language is read. */

async function install() {
  const registration = await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  registration.active?.postMessage({ language: document.documentElement.lang.replace("-", "_") });
}

// Not offered on plain http but for this machine. After the page: its own files come first.
if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => install().catch(() => {}));
}
