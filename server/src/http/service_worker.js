// Keeps the program's files and one page for when there is no connection. Never a page of the portal, never an answer,
// nothing about a person: what is not named here goes to the network, untouched. Of what the page of the medical-ID card has
// kept because its reader turned that on, this only gives it back, and takes it away when the server refuses the card.
const CACHE = 'portal-{version}';
const OFFLINE = '/offline';
// The card, and the place where its page keeps it.
const CARD = '/records/card';
const KEPT_CARD = 'card';
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

async function pageOrOffline(event, path) {
  try {
    const page = await fetch(event.request);
    if (page.ok) event.waitUntil(refreshOffline(page.headers.get('content-language')));
    // Nobody is signed in (a way on to signing in has no status here), or who is may not see it.
    else if (path === CARD && [0, 401, 403].includes(page.status)) event.waitUntil(caches.delete(KEPT_CARD));
    return page;
  } catch (error) {
    return (await withoutConnection(path)) ?? Response.error();
  }
}

// The card at its own address; everywhere else the offline page, with the way to the card where there is one.
async function withoutConnection(path) {
  const card = await caches.match(CARD);
  if (card && path === CARD) return card;
  const page = await caches.match(OFFLINE);
  if (!card || !page) return page;
  const headers = new Headers(page.headers);
  headers.delete('content-length');
  return new Response((await page.text()).replace(/(id="kept-card") hidden(="")?/, '$1'), { headers });
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
    caches.keys().then((names) => Promise.all(names.filter((name) => ![CACHE, KEPT_CARD].includes(name)).map((name) => caches.delete(name)))),
  ),
);

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  // Only reads are looked at: a request sent on from here would seem to come from this origin, whoever began it.
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (below(url.pathname, KEPT)) event.respondWith(keptOrFetched(event));
  else if (event.request.mode === 'navigate' && !below(url.pathname, UNTOUCHED)) event.respondWith(pageOrOffline(event, url.pathname));
});

// The page asks for it when its reader does.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});
