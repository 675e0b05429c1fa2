// Keeps page and last figures of the wall, and of nothing else, so that a display that starts without a server shows
// them. When the server says that the display may no longer look (401), everything kept is deleted. decision 173.
const KEPT = 'kawal-layar', PAGE = '/layar', FIGURES = '/layar/angka', SIGN_IN = '/layar/masuk';
const PARTS = [PAGE, '/layar/layar.js', '/layar/layar.css', '/layar/area_view.js', '/layar/huruf.woff2', '/layar/ikon.png'];
const PATIENCE_MS = 8000;

self.addEventListener('install', event => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then(kept => Promise.allSettled(PARTS.map(async part => {
    const answer = await fetch(part, {cache: 'no-store', redirect: 'manual'});
    if (answer.ok) await kept.put(part, answer);
  }))));
});

self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
// Sent by a page that it has missed.
self.addEventListener('message', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const {pathname} = new URL(event.request.url);
  if (event.request.method !== 'GET' || pathname.startsWith(SIGN_IN)) return;
  if (pathname === FIGURES) event.respondWith(figures(event.request));
  else if (PARTS.includes(pathname)) event.respondWith(part(event.request, pathname));
});

async function part(request, path) {
  try {
    // A navigation must not follow by itself: where it leads says whether the display may still look.
    const answer = await fetch(request, {signal: AbortSignal.timeout(PATIENCE_MS)});
    if (answer.ok) {
      const copy = answer.clone(), kept = await caches.open(KEPT);
      await kept.put(path, copy);
      return answer;
    }
    if (answer.status === 401 || answer.type === 'opaqueredirect' || answer.status === 403) {
      await forget();
      return answer;
    }
    return await keptOf(path) || answer;
  } catch (error) {
    const kept = await keptOf(path);
    if (kept) return kept;
    throw error;
  }
}

async function figures(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return await lastFigures(request) || lost();
  }
  if (answer.status === 401 || answer.status === 403) await forget();
  else if (answer.ok) {
    const kept = await caches.open(KEPT);
    await kept.put(request.url, answer.clone());
  } else if (answer.status >= 500) return await lastFigures(request) || lost();
  return answer;
}

// A wall without a network for a night must not fill the browser's log with a failure every 15 seconds.
const lost = () => new Response(null, {status: 204});

// Only for a page that has no figures yet: one that has some goes on with them.
async function lastFigures(request) {
  if (request.headers.has('if-none-match')) return null;
  const kept = await caches.open(KEPT), found = await kept.match(request.url, {ignoreVary: true});
  if (!found) return null;
  const headers = new Headers(found.headers);
  headers.set('x-kept', '1');
  return new Response(await found.blob(), {headers});
}

async function keptOf(path) {
  return (await caches.open(KEPT)).match(path, {ignoreVary: true});
}

async function forget() {
  await caches.delete(KEPT);
  await self.registration.unregister();
}
