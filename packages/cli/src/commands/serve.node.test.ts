/** The service as a process of its own, asked as programs and as pages ask. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MinisegProcess, Processes } from '../../test/miniseg-process.js';
import { phantomDicom } from '../../test/phantom.js';
import { connectionsIn, recordedIn } from '../../test/recorded.js';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';
import { isLoopback, isLoopbackHost } from '../service/http/loopback.js';
import { openApi } from '../service/http/openapi.js';
import { safeName } from '../service/http/uploads.js';

const TOKEN = 'a-token-that-nobody-guesses';
let root = '';
const processes = new Processes();
const at = (...parts: string[]) => path.join(root, ...parts);
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-serve-'));
  await writeSmallWeights(at('weights.safetensors'));
});
afterAll(async () => {
  processes.killAll();
  await rm(root, { recursive: true, force: true });
});

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema({ $id: 'service', ...openApi });
/** What the document says of an answer: a pointer into it. */
const fits = (pointer: string, body: unknown) => {
  const valid = ajv.validate({ $ref: `service#${pointer}` }, body);
  expect(ajv.errors ?? []).toEqual([]);
  return valid;
};

const start = async (...more: string[]): Promise<[MinisegProcess, string]> => {
  const service = processes.start(
    [
      ...['serve', '--folder', at('service'), '--weights', at('weights.safetensors'), '--port', '0'],
      ...['--no-overlay', '--dicom-seg', '--workers', '1', '--max-body', '2M', ...more],
    ],
    { MINISEG_SERVE_TOKEN: TOKEN, ...(await recordedIn(at('connections'))) },
  );
  await expect.poll(() => service.said(), { timeout: 90_000 }).toMatch(/Listening at http/);
  return [service, /http:\/\/[\d.]+:\d+/.exec(service.said())?.[0] as string];
};
const ask = (url: string, init: RequestInit = {}) =>
  fetch(url, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });
const study = (n: number) => {
  const form = new FormData();
  for (const slice of [0, 1, 2]) {
    const bytes = phantomDicom(slice, { series: `2.25.${n}` });
    form.append('file', new Blob([new Uint8Array(bytes)]), `../${slice}.dcm`);
  }
  return form;
};
/** As a program that sets headers that fetch does not let through. */
const raw = (url: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });

describe('miniseg serve', () => {
  it('takes studies once, loses nothing when it is killed, and hands results out', async () => {
    const [first, url] = await start('--at-once', '0');
    const sent = await ask(`${url}/v1/jobs?priority=2`, { method: 'POST', body: study(1) });
    expect(sent.status).toBe(202);
    const job = await sent.json();
    fits('/components/schemas/Job', job);
    const again = await ask(`${url}/v1/jobs`, { method: 'POST', body: study(1) });
    expect([again.status, (await again.json()).id]).toEqual([200, job.id]);
    expect(again.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    const broken = await ask(`${url}/v1/jobs?name=../../x%20y.nii.gz`, {
      ...{ method: 'POST', body: 'no volume', headers: { 'content-type': 'application/octet-stream' } },
    });
    const bad = await broken.json();
    expect((await ask(`${url}/v1/jobs/${job.id}/files`)).status).toBe(409);

    // Who may not ask, and what is too much.
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/v1/jobs`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}x` } })).status).toBe(
      401,
    );
    const own = { authorization: `Bearer ${TOKEN}` };
    expect(await raw(`${url}/v1/jobs`, { ...own, host: 'evil.example.org' })).toBe(403);
    expect(await raw(`${url}/v1/jobs`, { ...own, origin: 'https://evil.example.org' })).toBe(403);
    expect(await raw(`${url}/v1/jobs`, { ...own, origin: 'null' }, 'POST')).toBe(403);
    expect(await raw(`${url}/v1/jobs`, own, 'PUT')).toBe(405);
    const large = await ask(`${url}/v1/jobs`, {
      ...{
        method: 'POST',
        body: new Uint8Array(2_200_000),
        headers: { 'content-type': 'application/dicom' },
      },
    });
    expect(large.status).toBe(413);
    fits('/components/schemas/Problem', await large.json());
    // Without saying so before.
    const form = new FormData();
    for (const part of [1, 2, 3])
      form.append('file', new Blob([new Uint8Array(900_000).fill(part)]), `${part}.dcm`);
    const pieces = new Response(form);
    const streamed = await ask(`${url}/v1/jobs`, {
      ...{ method: 'POST', body: pieces.body, duplex: 'half' },
      headers: { 'content-type': pieces.headers.get('content-type') as string },
    } as RequestInit).catch(() => ({ status: 413 }));
    expect(streamed.status).toBe(413);
    expect((await ask(`${url}/v1/jobs`, { method: 'POST', body: 'x' })).status).toBe(415);
    const named = {
      method: 'POST',
      body: '{"studyInstanceUid": "1"}',
      headers: { 'content-type': 'application/json' },
    };
    expect((await ask(`${url}/v1/jobs`, named)).status).toBe(400);
    for (const wrong of [
      '/v1/jobs?state=new',
      '/v1/jobs?limit=0',
      '/v1/jobs/%E0%A4%A',
      '/etc/passwd',
      '//x/v1/jobs',
    ]) {
      expect([400, 404], wrong).toContain((await ask(url + wrong)).status);
    }
    expect((await readdir(at('service', 'inputs'))).length).toBe(2);

    first.child.kill('SIGKILL');
    await first.ended;
    const [second, next] = await start();
    const state = async (id: string) => (await (await ask(`${next}/v1/jobs/${id}`)).json()).state;
    await expect.poll(() => state(job.id), { timeout: 120_000 }).toBe('done');
    await expect.poll(() => state(bad.id), { timeout: 120_000 }).toBe('failed');
    expect((await (await ask(`${next}/v1/jobs/${bad.id}`)).json()).reason).toMatch(/x_y\.nii\.gz/);

    const { files } = await (await ask(`${next}/v1/jobs/${job.id}/files`)).json();
    for (const file of files) fits('/components/schemas/File', file);
    expect(files.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['report.json', 'study.nii.gz', 'study.seg.dcm']),
    );
    const mask = await ask(`${next}/v1/jobs/${job.id}/files/study.nii.gz`);
    expect(mask.headers.get('content-disposition')).toMatch(/^attachment/);
    const [folder] = await readdir(at('service', 'results')).then((names) =>
      names.filter((name) => name[0] !== '.'),
    );
    const bytes = await readFile(at('service', 'results', folder, 'study.nii.gz'));
    expect(Buffer.from(await mask.arrayBuffer()).equals(bytes)).toBe(true);
    for (const name of ['..%2f..%2fweights.safetensors', 'nothing.png', 'overlays']) {
      expect((await ask(`${next}/v1/jobs/${job.id}/files/${name}`)).status).toBe(404);
    }

    const list = await (await ask(`${next}/v1/jobs?state=done`)).json();
    expect(list.jobs.map(({ id }: { id: string }) => id)).toEqual([job.id]);
    fits('/paths/~1v1~1jobs/get/responses/200/content/application~1json/schema', list);
    const metrics = await (await ask(`${next}/metrics`)).text();
    expect(metrics).toMatch(/^miniseg_jobs\{state="done"\} 1$/m);
    expect(metrics).toMatch(/^miniseg_worker_jobs_total\{result="failed"\} 1$/m);
    for (const line of metrics.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [\d.e+-]+)$/);
    }
    expect(await (await ask(`${next}/openapi.json`)).json()).toEqual(openApi);

    expect((await ask(`${next}/v1/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`${next}/v1/jobs/${job.id}`)).status).toBe(404);
    expect((await readdir(at('service', 'inputs'))).length).toBe(1);
    expect((await readdir(at('service', 'results'))).filter((name) => name[0] !== '.')).toEqual([]);
    second.child.kill('SIGTERM');
    expect(await second.ended, second.said()).toBe(0);
    // It is asked, and asks nobody.
    expect(await connectionsIn(at('connections'))).toEqual([]);
  }, 300_000);

  it.each([
    [['--host', '0.0.0.0'], /so a token is needed/],
    [['--dicomweb', 'file:///x'], /--dicomweb file:\/\/\/x: it is an http/],
    [['--send', 'http://127.0.0.1:1'], /--send sends DICOM segmentations/],
  ])('refuses %j', async (words, message) => {
    const base = ['serve', '--folder', at('refused'), '--weights', at('weights.safetensors')];
    const { code, stderr } = await runCli(...base, ...words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('refuses a token that can be guessed', async () => {
    await writeFile(at('token'), 'short\n');
    const base = ['serve', '--folder', at('refused'), '--weights', 'w', '--token-file', at('token')];
    expect(await runCli(...base)).toMatchObject({ code: 2, stderr: expect.stringMatching(/at least 16/) });
  });
});

it('knows names of this machine from those of others', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'LOCALHOST'])
    expect(isLoopback(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org', 'localhost.example.org', ''])
    expect(isLoopback(host)).toBe(false);
  for (const host of ['127.0.0.1:80', 'localhost', '[::1]:9', '[::1]'])
    expect(isLoopbackHost(host)).toBe(true);
  for (const host of [undefined, '', 'example.org:127', '[::2]:1', '127.0.0.1@x', 'x:127.0.0.1'])
    expect(isLoopbackHost(host)).toBe(false);
});

it('keeps names of files harmless', () => {
  expect(safeName('../../etc/passwd', 0)).toBe('passwd');
  expect(safeName('C:\\scans\\a b.nii.gz', 0)).toBe('a_b.nii.gz');
  expect(safeName('.hidden', 0)).toBe('hidden');
  expect(safeName('--out', 3)).toBe('out');
  expect(safeName('..', 3)).toBe('file3');
  expect(safeName(`${'x'.repeat(300)}.dcm`, 0)).toMatch(/^x{96}\.dcm$/);
});
