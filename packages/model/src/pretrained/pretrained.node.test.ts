/** Weights by name: those of the package, and downloads from a server on this machine. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCheckpoint } from '@miniseg/checkpoints';
import { useBackend } from '@miniseg/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FileServer, serveFiles } from '../../test/file-server.js';
import { loadPretrained, modelFromCheckpoint, modelMetadata, type PretrainedWeights } from '../index.js';
import { type WeightsFolder, weightsFolder } from '../node/index.js';
import { download, findPretrained, PRETRAINED, pretrainedBytes, storeKey } from './index.js';

const file = readFileSync(new URL('../../weights/phantom-aaai.safetensors', import.meta.url));
const sha256 = createHash('sha256').update(file).digest('hex');
const elsewhere =
  (location: string): RequestListener =>
  (_, response) =>
    response.writeHead(302, { location }).end();

let server: FileServer;
let root: string;
let store: WeightsFolder;
let entry: PretrainedWeights;
beforeAll(async () => {
  await useBackend('cpu');
  server = await serveFiles({
    '/weights': file,
    '/other': file.subarray(0, 1000),
    '/once': elsewhere('/weights'),
    '/loop': elsewhere('/loop'),
    '/out': elsewhere('http://example.org/weights'),
    '/silent': () => {},
    '/endless': (_, response) => {
      const more = () => response.write(Buffer.alloc(1 << 16), (error) => error || more());
      more();
    },
    '/cut': (_, response) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 5000), () => response.destroy());
    },
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.hits.length = 0;
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-weights-'));
  store = weightsFolder(root);
  entry = { ...findPretrained('phantom-aaai'), name: 'elsewhere', url: `${server.url}/weights` };
  return () => rm(root, { recursive: true });
});

it('the registry names the files that are here, and what they remember', async () => {
  for (const { name, card, url, bytes, normalization } of PRETRAINED) {
    expect(readFileSync(new URL(`../../${card}`, import.meta.url), 'utf8')).toContain(
      `# ${name.replace(/-fold.$/, '')}`,
    );
    expect(bytes).toBeGreaterThan(1000);
    expect(normalization?.std).toBeGreaterThan(0);
    if (url === undefined) expect(Buffer.from(await pretrainedBytes(name))).toEqual(file);
  }
  const remembered = modelMetadata(modelFromCheckpoint(readCheckpoint(file)).model).normalization;
  expect(findPretrained('phantom-aaai')).toMatchObject({ sha256, normalization: remembered });
});

it('a model by its name knows its normalization, without any network', async () => {
  const model = await loadPretrained('phantom-aaai');
  expect(modelMetadata(model)).toMatchObject({
    options: { preset: 'aaai' },
    normalization: findPretrained('phantom-aaai').normalization,
  });
  model.dispose();
});

it('nothing is fetched unasked; once fetched, it is taken from the folder', async () => {
  await expect(pretrainedBytes(entry, { store })).rejects.toMatchObject({
    code: 'consent',
    message: expect.stringMatching(
      new RegExp(
        `not on this machine yet: ${file.length.toLocaleString('en-US')} bytes at http.*allowDownload: true`,
      ),
    ),
  });
  expect(server.hits).toEqual([]);
  const seen: number[] = [];
  await pretrainedBytes(entry, { store, allowDownload: true, onProgress: (done) => seen.push(done) });
  expect(seen.at(-1)).toBe(file.length);
  expect(await readFile(store.pathOf(storeKey(entry)))).toEqual(file);
  expect(await readdir(path.join(root, sha256))).toEqual([entry.file]);
  expect(Buffer.from(await pretrainedBytes(entry, { store }))).toEqual(file);
  expect(server.hits).toEqual(['/weights']);
  await pretrainedBytes(entry, { store, allowDownload: true, again: true });
  expect(server.hits).toHaveLength(2);
});

it('a damaged copy is not used, and is replaced where that is allowed', async () => {
  await store.write(storeKey(entry), file.subarray(0, 100));
  await expect(pretrainedBytes(entry, { store })).rejects.toThrow(/are damaged where they are kept/);
  await pretrainedBytes(entry, { store, allowDownload: true });
  expect(await readFile(store.pathOf(storeKey(entry)))).toEqual(file);
});

it('another file than the named one is refused and not kept', async () => {
  const wrong = { ...entry, url: `${server.url}/other` };
  await expect(pretrainedBytes(wrong, { store, allowDownload: true })).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(/is not 'elsewhere': its SHA-256 is [0-9a-f]{64}, and must be/),
  });
  expect(await readdir(root)).toEqual([]);
  const small = { ...entry, bytes: 1000 };
  await expect(pretrainedBytes(small, { store, allowDownload: true })).rejects.toMatchObject({
    code: 'too-large',
  });
});

it('an agreement is asked for by the name of its license', async () => {
  const bound = { ...entry, license: 'CC-BY-NC-SA-4.0', agreement: 'Not for sale.' };
  for (const acceptLicense of [undefined, 'MIT']) {
    const answer = pretrainedBytes(bound, { store, allowDownload: true, acceptLicense });
    await expect(answer).rejects.toMatchObject({
      code: 'consent',
      message: expect.stringMatching(/Not for sale\. Pass acceptLicense: 'CC-BY-NC-SA-4\.0'/),
    });
  }
  expect(server.hits).toEqual([]);
  await pretrainedBytes(bound, { store, allowDownload: true, acceptLicense: 'CC-BY-NC-SA-4.0' });
  expect(server.hits).toEqual(['/weights']);
});

it('a download is bounded in its addresses, its redirects, its size and its waiting', async () => {
  expect(Buffer.from(await download(`${server.url}/once`))).toEqual(file);
  const refused: [string, string, RegExp][] = [
    ['http://example.org/a', 'invalid-argument', /must begin with https/],
    ['ftp://127.0.0.1/a', 'invalid-argument', /must begin with https/],
    ['weights', 'invalid-argument', /'weights' is no address/],
    [`${server.url}/out`, 'invalid-argument', /'http:\/\/example\.org\/weights' is no address/],
    [`${server.url}/loop`, 'download', /more than 5 times/],
    [`${server.url}/none`, 'download', /answered 404 Not Found/],
    [`${server.url}/endless`, 'too-large', /larger than the 1,000,000 bytes/],
    [`${server.url}/silent`, 'download', /nothing came for 0\.2 s/],
    [`${server.url}/cut`, 'download', /cannot be fetched/],
    ['http://127.0.0.1:9/a', 'download', /cannot be fetched/],
  ];
  for (const [address, code, message] of refused) {
    await expect(download(address, { limit: 1e6, patience: 200 })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  }
  const stop = new AbortController();
  const stopped = download(`${server.url}/silent`, { signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
});

it('names, entries and keys that cannot be right are refused', async () => {
  await expect(loadPretrained('phantom')).rejects.toMatchObject({
    code: 'missing',
    message: expect.stringMatching(/no weights of the name 'phantom'. Known are phantom-aaai, released-/),
  });
  for (const wrong of [{ file: '../a' }, { sha256: 'ab' }, { url: 'file:///a' }, { bytes: 0 }, { size: 1 }]) {
    const answer = loadPretrained({ ...entry, ...wrong } as PretrainedWeights);
    await expect(answer).rejects.toMatchObject({ code: 'invalid-argument' });
  }
  await expect(store.read('../secret')).rejects.toMatchObject({ code: 'invalid-argument' });
  await writeFile(path.join(root, 'taken'), '');
  await expect(store.write('taken/a', file)).rejects.toMatchObject({ code: 'file' });
  const wrong = { allowDownloads: true } as object;
  await expect(pretrainedBytes(entry, wrong)).rejects.toThrow(/Did you mean allowDownload\?/);
});
