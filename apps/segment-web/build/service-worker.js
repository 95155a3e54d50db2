/**
 * Keeps the page's own files, so that it opens without a network, and hands them out with the headers of
 * cross-origin isolation, which shared memory between threads needs and most static hosts cannot set, and with the ban
 * on being shown in a frame.
 */
const FILES = __FILES__;
const CACHE = `miniseg-segment-web-${__VERSION__}`;

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' }))))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith('miniseg-segment-web-') && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      ),
  );
});

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await caches.match(request, { ignoreSearch: true, cacheName: CACHE });
  const response = kept ?? (await fetch(request));
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  // A policy in the page itself cannot say this.
  headers.set('Content-Security-Policy', "frame-ancestors 'none'");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
