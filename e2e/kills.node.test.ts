/**
 * Commands that are killed at any moment leave whole files, and what they leave half written the next run clears. 20 kills;
 * with MINISEG_SLOW=1 it is 200.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '@miniseg/checkpoints';
import { phantomSlice8bit } from '@miniseg/data';
import { decodePng, encodePng } from '@miniseg/formats';
import { exportSafetensors, miniSeg, savedModel, setModelMetadata } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../packages/cli/bin/miniseg.js', import.meta.url));
const KILLS = process.env.MINISEG_SLOW ? 50 : 5;
const SIDE = 64;
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-kills-'));
  await useBackend('cpu');
  // Two networks of different sizes: a model.json beside the weights of the other is told by their size.
  for (const [name, filters] of [
    ['a', [4, 8, 12]],
    ['b', [8, 16, 24]],
  ] as const) {
    const model = miniSeg({ preset: 'aaai', filters: [...filters], blocks: [1, 1, 1], seed: 6 });
    setModelMetadata(model, { normalization: { mean: 0.5, std: 0.25 } });
    await writeFile(at(`${name}.safetensors`), await exportSafetensors(model));
    model.dispose();
  }
  for (const folder of ['slices', 'masks']) await mkdir(at(folder));
  for (let seed = 0; seed < 12; seed++) {
    const { image, mask } = phantomSlice8bit({ seed, size: SIDE });
    const picture = { width: SIDE, height: SIDE, channels: 1 as const, maxValue: 255 as const };
    await writeFile(at('slices', `s${seed}.png`), encodePng({ ...picture, data: image }));
    await writeFile(
      at('masks', `s${seed}.png`),
      encodePng({ ...picture, data: mask.map((label) => 255 * label) }),
    );
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** @returns Milliseconds until it ended; a command that was not killed must have done its work. */
async function run(command: readonly string[], killAfter?: number): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (killAfter === undefined) expect([code, errors]).toEqual([0, errors]);
  return performance.now() - started;
}

const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const WHOLE: Record<string, (bytes: Uint8Array) => unknown> = {
  '.png': (bytes) => decodePng(bytes),
  '.json': (bytes) => JSON.parse(textOf(bytes)),
  '.safetensors': (bytes) => readSafetensors(bytes),
  '.csv': (bytes) => expect(textOf(bytes)).toMatch(/^\w[\s\S]*\r\n$/),
  '.html': (bytes) => expect(textOf(bytes)).toMatch(/<\/html>\s*$/),
  '.svg': (bytes) => expect(textOf(bytes)).toMatch(/<\/svg>\s*$/),
  '.bin': (bytes) => expect(bytes.length).toBeGreaterThan(0),
};

/** Everything below the folder of results; `hidden` are names that begin with a point. */
async function look(folder: string): Promise<{ whole: string[]; hidden: string[] }> {
  const found = { whole: [] as string[], hidden: [] as string[] };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if (entry.name.startsWith('.')) {
      found.hidden.push(file);
      continue;
    }
    const check = WHOLE[path.extname(entry.name)];
    expect(check, `what ${file} is`).toBeDefined();
    const bytes = new Uint8Array(await readFile(file));
    expect(() => check(bytes), `${file} is whole`).not.toThrow();
    if (entry.name === 'model.json') {
      const saved = savedModel(bytes);
      const sizes = saved.paths.map(
        async (name) => (await readFile(path.join(entry.parentPath, name))).length,
      );
      saved.checkSizes(await Promise.all(sizes));
    }
    found.whole.push(file);
  }
  return found;
}

const weights = () => ['--weights', at('a.safetensors'), '--backend', 'cpu'];
const COMMANDS: Record<string, (turn: number) => string[]> = {
  segment: () => ['segment', at('slices'), ...weights(), '--out', at('segment'), '--overwrite'],
  train: () => [
    ...[
      'train',
      '--phantoms',
      '6',
      '--out',
      at('train'),
      '--recipe',
      'quick',
      '--size',
      '32',
      '--epochs',
      '3',
    ],
    ...['--set', 'network={"filters":[4,8,12],"blocks":[1,1,1]}'],
  ],
  convert: (turn) => ['convert', at(`${'ab'[turn % 2]}.safetensors`), at('convert', 'model'), '--overwrite'],
  evaluate: () => [
    ...['evaluate', at('masks'), at('masks2'), '--csv', at('evaluate', 'cases.csv')],
    ...['--json', at('evaluate', 'cases.json'), '--overwrite'],
  ],
};

it.each(Object.entries(COMMANDS))(
  '%s, killed at any moment, leaves nothing half written, and the next run tidies up',
  async (name, command) => {
    if (name === 'evaluate') {
      await mkdir(at('masks2'));
      for (const file of await readdir(at('masks')))
        await writeFile(at('masks2', file), await readFile(at('masks', file)));
    }
    await mkdir(at(name));
    const whole = await run(command(0));
    if (name === 'train') await rm(at(name), { recursive: true });
    for (let turn = 0; turn < KILLS; turn++) {
      // The first third of the time goes by before anything is read.
      await run(command(turn), whole * (0.3 + 0.75 * Math.random()));
      await look(at(name));
      if (name === 'train' && turn % 5 === 4) {
        await run([...command(turn), '--force']);
        expect((await look(at(name))).hidden).toEqual([]);
        await rm(at(name), { recursive: true });
      }
    }
    if (name !== 'train') {
      await run(command(0));
      const { whole: files, hidden } = await look(at(name));
      expect(files.length).toBeGreaterThan(1);
      expect(hidden).toEqual([]);
    }
  },
  3_600_000,
);
