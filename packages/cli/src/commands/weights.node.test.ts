/** Weights by name and by address, with a server on this machine and a cache of its own. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPretrained, pretrainedBytes, storeKey } from '@miniseg/model/pretrained';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeDataSet } from './data/fixtures/small-data-set.js';

const bin = fileURLToPath(new URL('../../bin/miniseg.js', import.meta.url));
const onPty = fileURLToPath(new URL('../../test/on-terminal.py', import.meta.url));
const released = findPretrained('released-ct100-fold1');

let server: Server;
let url = '';
let hits = 0;
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeAll(async () => {
  const file = await pretrainedBytes('phantom-aaai');
  server = createServer((_, response) => {
    hits++;
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/far.safetensors`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  hits = 0;
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  vi.stubEnv('XDG_CACHE_HOME', at('cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(root, { recursive: true, force: true });
});

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** The built command line, in a process of its own. */
const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  new Promise<Answer>((resolve) => {
    const options = { env: { ...process.env, XDG_CACHE_HOME: at('cache'), ...env }, cwd: root };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
const miniseg = (...args: string[]): Promise<Answer> => runCli(...args);

it('lists what has a name, and where it is', async () => {
  const { code, stdout } = await miniseg('weights', 'list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^phantom-aaai +Apache-2\.0 +\d+ kB +in this package$/m);
  expect(stdout).toMatch(/^released-ct100-fold5 +CC-BY-NC-SA-4\.0 +431 kB +not fetched$/m);
  const json = JSON.parse((await miniseg('weights', 'list', '--json')).stdout);
  expect(json[0]).toMatchObject({ name: 'phantom-aaai', sha256: findPretrained('phantom-aaai').sha256 });
});

it('the demo weights segment by their name, and say what they are', async () => {
  await writeDataSet(root, 1);
  const done = await miniseg(
    'segment',
    at('images'),
    '--weights',
    'phantom-aaai',
    '--out',
    at('out'),
    '--size',
    '64',
  );
  expect(done).toMatchObject({ code: 0, stderr: expect.stringMatching(/never on a patient/) });
  expect(JSON.parse(await readFile(at('out', 'report.json'), 'utf8')).weights).toMatchObject({
    name: 'phantom-aaai',
    license: 'Apache-2.0',
    note: expect.stringMatching(/phantoms only/),
  });
  const { stdout } = await miniseg('weights', 'path', 'phantom-aaai');
  const copy = await readFile(stdout.trim());
  expect(createHash('sha256').update(copy).digest('hex')).toBe(findPretrained('phantom-aaai').sha256);
});

it('an address is fetched on the word of the user alone, and then found without a network', async () => {
  const refused = await miniseg('info', url);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Nothing is fetched unasked.*--allow-download/),
  });
  expect(hits).toBe(0);
  const fetched = await miniseg('info', url, '--allow-download');
  expect(fetched).toMatchObject({ code: 0, stdout: expect.stringMatching(/82,912/) });
  const [, pinned] = /'(\S+#sha256=[0-9a-f]{64})'/.exec(fetched.stderr) ?? [];
  expect(await miniseg('info', pinned)).toMatchObject({ code: 0, stdout: fetched.stdout });
  expect(hits).toBe(1);
  const kept = (await miniseg('weights', 'path', url)).stdout.trim();
  await writeFile(kept, 'damaged');
  expect((await miniseg('info', url)).code).toBe(2);
  expect((await miniseg('weights', 'pull', url)).stdout).toContain(kept);
  expect((await miniseg('info', url)).code).toBe(0);
  const other = await miniseg('info', `${url}#sha256=${'0'.repeat(64)}`, '--allow-download');
  expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/asks for 0{64}\. It was not kept/) });
});

it('a terminal asks before a download', async () => {
  const ask = (ANSWER: string) =>
    run('python3', [onPty, '[y/N]', process.execPath, bin, 'info', url], { ANSWER });
  expect(await ask('n\r')).toMatchObject({ code: 2 });
  expect(hits).toBe(0);
  expect(await ask('yes\r')).toMatchObject({ code: 0, stdout: expect.stringMatching(/82,912/) });
  expect(hits).toBe(1);
  // Without a terminal, and without a network now: from where it is kept.
  expect(await run(process.execPath, [bin, 'info', url])).toMatchObject({ code: 0 });
  expect(hits).toBe(1);
});

it('the license of released weights comes first', async () => {
  const used = await miniseg('info', released.name, '--allow-download');
  expect(used).toMatchObject({ code: 2, stderr: expect.stringMatching(/weights pull released-ct100-fold1/) });
  for (const more of [[], ['--accept-license', 'MIT']]) {
    const pulled = await miniseg('weights', 'pull', released.name, ...more);
    expect(pulled).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/CC-BY-NC-SA-4\.0.*no commercial use.*\n.*\nFrom: https:/),
      stderr: expect.stringMatching(/--accept-license CC-BY-NC-SA-4\.0 if you do/),
    });
  }
  expect(await readdir(root)).toEqual([]);
});

it.skipIf(!sharedAvailable)(`released weights that are kept work offline (${SHARED_HINT})`, async () => {
  const kept = at('cache', 'miniseg', 'weights', storeKey(released));
  await mkdir(path.dirname(kept), { recursive: true });
  await writeFile(kept, await readShared('data/official/miniseg-ct100-fold1.pth'));
  expect((await miniseg('weights', 'list')).stdout).toMatch(/fold1 .* fetched$/m);
  const facts = JSON.parse((await miniseg('info', released.name, '--json')).stdout);
  expect(facts).toMatchObject({ normalization: released.normalization, inputSize: 512, parameters: 82912 });
  expect((await miniseg('convert', released.name, at('fold1.safetensors'))).code).toBe(0);
  const converted = JSON.parse((await miniseg('info', at('fold1.safetensors'), '--json')).stdout);
  expect(converted).toMatchObject({ normalization: released.normalization, inputSize: 512 });
  await writeFile(kept, 'damaged');
  expect((await miniseg('weights', 'list')).stdout).toMatch(/fold1 .* damaged$/m);
  expect((await miniseg('info', released.name)).code).not.toBe(0);
});

it('training starts from weights by name, and the record keeps the name', async () => {
  const settings = [
    '--phantoms',
    '4',
    '--recipe',
    'quick',
    '--size',
    '32',
    '--epochs',
    '1',
    '--out',
    at('run'),
  ];
  await writeFile(at('config.json'), '{"weights":"phantom-aaai"}');
  const done = await miniseg('train', at('config.json'), ...settings, '--set', 'batchSize=2');
  expect(done).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(at('run', 'run.json'), 'utf8')).settings.weights).toBe('phantom-aaai');
});

it('mistakes are named: unknown names, addresses that are none, options without effect', async () => {
  for (const [line, message] of [
    ['info phantom', /no such file, and no weights of that name.*phantom-aaai/],
    ['info http://example.org/a.pth --allow-download', /must begin with https/],
    [`info ${url}#md5=1`, /'#md5=1' at the end of the address is not understood/],
    ['info phantom-aaai --allow-download', /--allow-download is for weights that have an address/],
    ['weights pull phantom-aaai --overwrite', /--overwrite has no effect/],
    [`weights pull ${url} --accept-license MIT`, /the license of an address is not known/],
    ['weights pull phantom', /no weights of the name 'phantom'/],
    [`weights path ${url}`, /is not on this machine/],
  ] as const) {
    const { code, stderr } = await miniseg(...line.split(' '));
    expect([line, code > 0, stderr]).toEqual([line, true, expect.stringMatching(message)]);
  }
  expect(hits).toBe(0);
});
