import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '@miniseg/data/samples';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../index.js';

const KILLS = 10;

/** Node 20 runs no TypeScript, so the child is bundled, with the packages' sources; tfjs is found from beside it. */
async function bundle(outfile: string): Promise<void> {
  const packages = fileURLToPath(new URL('../../../', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('../../test/killed-run.ts', import.meta.url))],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['@cornerstonejs/*'],
    plugins: [
      {
        name: 'sources',
        setup({ onResolve }) {
          onResolve({ filter: /^@miniseg\// }, ({ path: name }) => {
            const [, owner, sub = ''] = name.split('/');
            return { path: path.join(packages, owner, 'src', sub, 'index.ts') };
          });
          onResolve({ filter: /^@tensorflow\// }, ({ path: name }) => ({
            path: createRequire(import.meta.url).resolve(name),
            external: true,
          }));
        },
      },
    ],
  });
}

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'miniseg-train-'));
  script = path.join(folder, 'run.mjs');
  await bundle(script);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the run; calls `onLine` for each event; resolves with what ended it. */
function start(backend: string, into: string, onLine: (child: ChildProcess) => void): Promise<string> {
  const child = spawn(process.execPath, [script, backend, into, '2'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  child.stdout.on('data', (data: Buffer) => {
    for (const line of String(data).split('\n')) if (line) onLine(child);
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL' || code === 0) resolve(signal ?? 'done');
      else reject(new Error(`the run ended with ${code}: ${errors}`));
    });
  });
}

describe.each(['cpu', 'wasm'])('a run on %s', (backend) => {
  it(`killed ${KILLS} times at random moments ends byte for byte as one that was not`, async () => {
    const whole = path.join(folder, `${backend}-whole`);
    const killed = path.join(folder, `${backend}-killed`);
    expect(await start(backend, whole, () => {})).toBe('done');

    // A second run is refused while there is a first one, even where that stands still; it is then killed like the others.
    let refused: Promise<string> | undefined;
    await start(backend, killed, (child) => {
      if (refused) return;
      child.kill('SIGSTOP');
      refused = start(backend, killed, () => {}).catch((error: Error) => error.message);
      refused.finally(() => child.kill('SIGKILL'));
    });
    expect(await refused).toMatch(/killed' is in use by process \d+, since /);

    const random = Random.from('kills', backend);
    for (let kill = 0; kill < KILLS; ) {
      // Some events later, and then some milliseconds, so that it hits steps, evaluations and writes alike.
      let events = random.int(1, 6);
      const delay = random.int(0, 60);
      const ended = await start(backend, killed, (child) => {
        if (--events === 0) setTimeout(() => child.kill('SIGKILL'), delay);
      });
      if (ended === 'SIGKILL') kill++;
      // The end was reached before the tenth kill: once more from the start.
      else await rm(killed, { recursive: true });
    }
    expect(await start(backend, killed, () => {})).toBe('done');

    const names = (await readdir(whole)).sort();
    expect((await readdir(killed)).filter((name) => !name.startsWith('.')).sort()).toEqual(names);
    for (const name of names) {
      const [a, b] = await Promise.all(
        [whole, killed].map(async (from) => decodeCheckpoint(await readFile(path.join(from, name)))),
      );
      expect(b.weights).toEqual(a.weights);
      expect(b.slots).toEqual(a.slots);
      const timeless = ({ history, sums, ...state }: typeof a.state) => ({
        ...state,
        history: history.map(({ seconds: _, ...record }) => record),
        sums: { ...sums, seconds: 0 },
      });
      expect(timeless(b.state)).toEqual(timeless(a.state));
    }
  }, 300_000);
});
