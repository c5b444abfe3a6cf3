// Keeps the program's files and one page for when there is no connection. Never a page of the portal, never an answer,
// nothing about a person: what is not named here goes to the network, untouched.
const CACHE = 'portal-{version}';
const OFFLINE = '/offline';
// Files whose names change with what they hold.
const KEPT = ['/pkg/', '/fonts/', '/icons/', '/theme/'];
// What no page is: never looked at.
const UNTOUCHED = ['/api/', '/files/', '/events/', '/assets/', '/hooks/', '/fhir/', '/metrics', '/healthz', '/readyz'];

const below = (path, prefixes) => prefixes.some((prefix) => path.startsWith(prefix));

// Fetches the offline page and what it is drawn with.
async function keepOffline() {
  const page = await fetch(OFFLINE, { cache: 'no-cache' });
  if (!page.ok) throw new Error(`the offline page answers ${page.status}`);
  const cache = await caches.open(CACHE);
  const text = await page.clone().text();
  const files = [...text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((match) => match[1]);
  await Promise.all(
    files
      .filter((path) => below(path, KEPT))
      .map(async (path) => (await cache.match(path)) ?? cache.add(path)),
  );
  await cache.put(OFFLINE, page);
}

// Once in the worker's life, and when the language has changed, the offline page is fetched anew.
let isFresh = false;
async function refreshOffline(language) {
  const kept = await caches.match(OFFLINE);
  if (isFresh && kept?.headers.get('content-language') === language) return;
  isFresh = true;
  await keepOffline().catch(() => {});
}

async function pageOrOffline(event) {
  try {
    const page = await fetch(event.request);
    if (page.ok) event.waitUntil(refreshOffline(page.headers.get('content-language')));
    return page;
  } catch (error) {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function keptOrFetched(event) {
  const kept = await caches.match(event.request.url);
  if (kept) return kept;
  const file = await fetch(event.request);
  if (file.status === 200 && (file.headers.get('cache-control') ?? '').includes('immutable')) {
    const copy = file.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(event.request.url, copy)));
  }
  return file;
}

// What is never looked at need not come by here at all, where the browser can be told: such requests then cost no start
// of the worker, and the last word of a page that is left is not lost on a way through it.
async function letPast(event) {
  const untouched = UNTOUCHED.map((path) => ({ condition: { urlPattern: { pathname: `${path}*` } }, source: 'network' }));
  const writes = { condition: { requestMethod: 'POST' }, source: 'network' };
  await event.addRoutes?.([writes, ...untouched]).catch(() => {});
}

self.addEventListener('install', (event) => {
  event.waitUntil(letPast(event));
  event.waitUntil(keepOffline());
});

self.addEventListener('activate', (event) =>
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
  ),
);

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  // Only reads are looked at: a request sent on from here would seem to come from this origin, whoever began it.
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (below(url.pathname, KEPT)) event.respondWith(keptOrFetched(event));
  else if (event.request.mode === 'navigate' && !below(url.pathname, UNTOUCHED)) event.respondWith(pageOrOffline(event));
});

// The page asks for it when its reader does.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});
