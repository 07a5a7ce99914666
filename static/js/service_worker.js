/**
 * The service worker: shows a page of its own when the market can't be reached, and does nothing else.
 *
 * It keeps the offline page in every language and the files of that page, never a page of the market, an answer of the API or
 * media: those are somebody's, or change. What it keeps is named in it (OFFLINE_FILES, by the bundler), so a newer bundle is a
 * newer worker, which takes over at once: no page waits for the old one to go.
 */

/* global OFFLINE_FILES */

const FILES = OFFLINE_FILES.map((name) => `/static/dist/${name}`);
const LANGUAGES = ["en", "zh_Hant", "zh_Hans"];
const CACHE = `offline-${FILES.join().length}-${hash(FILES.join())}`;
/** Where the language of the page that was read last is written down; never asked of the server. */
const LANGUAGE_KEY = "/offline/language";

/** Return a short name for a text (FNV-1a). */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ character.codePointAt(0), 0x01000193);
  }
  return (value >>> 0).toString(36);
}

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...FILES, ...LANGUAGES.map((language) => `/offline/${language}`)]);
  await self.skipWaiting();
}

async function takeOver() {
  const language = await caches.match(LANGUAGE_KEY);
  const old = (await caches.keys()).filter((name) => name !== CACHE);
  if (language) {
    await (await caches.open(CACHE)).put(LANGUAGE_KEY, language);
  }
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function noteLanguage(language) {
  if (LANGUAGES.includes(language)) {
    await (await caches.open(CACHE)).put(LANGUAGE_KEY, new Response(language));
  }
}

async function findOfflinePage() {
  const noted = await caches.match(LANGUAGE_KEY);
  const language = noted ? await noted.text() : "en";
  return (await caches.match(`/offline/${language}`)) ?? Response.error();
}

async function openPage(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return findOfflinePage();
  }
}

async function openFile(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => event.waitUntil(noteLanguage(event.data?.language)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(openPage(event));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(openFile(request));
  }
});
