/** The live page: what it tells, to whom, and that it ends. */
import { request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { startWatch, type WatchServer } from './watch-server.js';

let server: WatchServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const ask = (url: string, options: object = {}) =>
  new Promise<{ status: number; type?: string; body: string }>((resolve, reject) => {
    request(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body }),
      );
    })
      .on('error', reject)
      .end();
  });

const row = { epoch: 1, steps: 4, learningRate: 1e-3, loss: 0.5, DSC: 0.25, seconds: 2 };

it('tells a run as it goes, and ends with it', async () => {
  server = await startWatch();
  const told = ask(`${server.url}events`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  server.start({ title: '<aaai> on ct100', totalSteps: 8, epochs: 2, done: 0, history: [] });
  server.step({ step: 1, epoch: 1, loss: 0.75, learningRate: 1e-3, left: 'about 3 s' });
  server.epoch(row, [row]);
  server.end('finished');
  await server.close();
  const { type, body } = await told;
  expect(type).toBe('text/event-stream');
  const states = [...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data));
  expect(states[1]).toMatchObject({ title: '<aaai> on ct100', totalSteps: 8, status: 'running' });
  expect(states.at(-1)).toMatchObject({
    status: 'finished',
    loss: 0.75,
    curves: expect.stringMatching(/^<svg /),
  });
  await expect(ask(server.url)).rejects.toThrow();
  server = undefined;
});

it('serves its page to this machine alone, to be read and not to be written', async () => {
  server = await startWatch();
  const page = await ask(server.url);
  expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
  expect(page.body).toMatch(/default-src 'none'[^"]*connect-src 'self'/);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect((await ask(server.url, { headers: { host: 'evil.example' } })).status).toBe(403);
  expect((await ask(server.url, { method: 'POST' })).status).toBe(405);
  expect((await ask(`${server.url}run.json`)).status).toBe(404);
});

it('a port that is taken is refused in words', async () => {
  server = await startWatch();
  const port = Number(new URL(server.url).port);
  await expect(startWatch(port)).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/--watch-port another|another port/),
  });
});
