/** Names and texts of files never act on the terminal, whatever is printed, and none is lost. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodePng } from '@miniseg/formats';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { smallSegment, writeSmallWeights } from '../../test/small-weights.js';
import { startProgress } from '../progress/progress.js';
import { escapeHtml } from '../report/html.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-names-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** All that a terminal may act on, by number and not by the class that the command line uses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ACTS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const HOSTILE = [
  'line\nbreak',
  '\nminiseg: forged',
  'escape\u001b[2J\u001b]0;title\u0007',
  'return\rforged',
  'csi\u009b31m',
  'bidi\u202egnp.\u2066',
  'sep\u2028\u2029',
  'tab\there',
  'quote"\'`',
  '=formula',
  '__proto__',
  'constructor',
];
const LONG = 'x'.repeat(240);

const png = (share: number) =>
  encodePng({
    width: 16,
    height: 16,
    channels: 1,
    maxValue: 255,
    data: Uint8Array.from({ length: 256 }, (_, n) => (n % 7 < share ? 255 : 0)),
  });

async function writeMasks(names: readonly string[]): Promise<void> {
  for (const side of ['p', 't']) await mkdir(at(side), { recursive: true });
  for (const name of names) {
    await writeFile(at('p', name), png(2));
    await writeFile(at('t', name), png(3));
  }
}

describe.skipIf(process.platform === 'win32')('names of files', () => {
  it('do nothing in evaluate, and every pair is scored and written', async () => {
    const names = [...HOSTILE, LONG].map((name) => `${name}.png`).concat('end.png\n', 'space.png ');
    await writeMasks(names);
    const { code, stdout, stderr } = await runCli(
      'evaluate',
      at('p'),
      at('t'),
      '--csv',
      at('cases.csv'),
      '--json',
      at('cases.json'),
    );
    expect(stdout + stderr).not.toMatch(ACTS);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`mean of ${names.length} `));
    expect(stdout).toContain('line\\nbreak');
    expect(stderr.trim().split('\n')).toHaveLength(names.length);
    const { cases } = JSON.parse(await readFile(at('cases.json'), 'utf8'));
    expect(cases.map((one: { truth: string }) => one.truth).sort()).toEqual([...names].sort());
  });

  it('do nothing where they are in a list, in errors and in JSON', async () => {
    await writeMasks(HOSTILE.map((name) => `${name}.png`));
    const pairs = HOSTILE.map((name) => ({ id: name, prediction: `p/${name}.png`, truth: `t/${name}.png` }));
    await writeFile(at('list.json'), JSON.stringify(pairs));
    const scored = await runCli('evaluate', '--list', at('list.json'), '--json', '-');
    expect(scored.stdout + scored.stderr).not.toMatch(ACTS);
    expect(JSON.parse(scored.stdout).cases.map(({ id }: { id: string }) => id)).toEqual(HOSTILE);
    for (const name of HOSTILE) {
      for (const command of [
        ['evaluate', at(`${name}.none`), at('t')],
        ['segment', at(`${name}.none`), '--weights', at('w'), '--out', at('out')],
        ['info', at(name)],
        ['convert', at(name), at('x.safetensors')],
        ['train', at(name), '--out', at('run')],
        ['data', 'check', at(name)],
        ['data', 'convert', at(name), at('x.png')],
        [name],
        ['segment', `--${name}`],
      ]) {
        const { code, stdout, stderr } = await runCli(...command);
        expect(code).toBeGreaterThan(0);
        expect(stdout + stderr).not.toMatch(ACTS);
        expect(stderr).not.toMatch(/^miniseg: forged/m);
      }
    }
  });

  it('do nothing in segment, whose results have them, and in data check', async () => {
    await mkdir(at('in'));
    const names = HOSTILE.map((name) => `${name}.png`);
    for (const name of names) await writeFile(at('in', name), png(3));
    await writeSmallWeights(at('w.safetensors'));
    const { code, stdout, stderr } = await runCli(
      'segment',
      at('in'),
      '--weights',
      at('w.safetensors'),
      '--out',
      at('out'),
      '--no-overlay',
      '--backend',
      'cpu',
    );
    expect(stdout + stderr).not.toMatch(ACTS);
    expect(code).toBe(0);
    expect((await readdir(at('out'))).filter((name) => !name.startsWith('report.')).sort()).toEqual(
      [...names].sort(),
    );
    const checked = await runCli('data', 'check', at('in'));
    expect(checked.stdout + checked.stderr).not.toMatch(ACTS);
    expect(checked.stdout).toMatch(new RegExp(`^${names.length} readable items`));
  });

  it.skipIf(process.platform !== 'linux')('that are no UTF-8 are told, and not mixed up', async () => {
    await writeMasks(['a.png']);
    for (const byte of [0xfe, 0xff])
      for (const side of ['p', 't'])
        await writeFile(
          Buffer.concat([Buffer.from(`${at(side)}/b`), Buffer.from([byte]), Buffer.from('.png')]),
          png(3),
        );
    const refused = await runCli('evaluate', at('p'), at('t'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/b\\xfe\.png' cannot be read/);
    expect(refused.stderr).toMatch(/b\\xff\.png' cannot be read/);
    const allowed = await runCli('evaluate', at('p'), at('t'), '--allow-missing');
    expect(allowed.stderr).toMatch(/2 of 3 cases could not be scored/);
    await writeSmallWeights(at('w.safetensors'));
    const segmented = await runCli('segment', at('p'), ...smallSegment(at));
    expect(segmented.stderr).toMatch(/2 of 3 slices failed/);
    expect(segmented.stderr).toMatch(/b\\xff\.png: It cannot be read/);
  });

  it('of pipes in a folder are told, and nobody waits for a writer', async () => {
    await writeMasks(['a.png']);
    for (const side of ['p', 't']) spawnSync('mkfifo', [at(side, 'b.png')]);
    const { stderr } = await runCli('evaluate', at('p'), at('t'));
    expect(stderr).toMatch(/b\.png' cannot be read: .* is a pipe/);
    await writeSmallWeights(at('w.safetensors'));
    const segmented = await runCli('segment', at('p'), ...smallSegment(at));
    expect(segmented.stderr).toMatch(/b\.png: It is a pipe or a device/);
    expect((await runCli('data', 'check', at('p'))).stdout).toMatch(/Cannot read .*b\.png.* is a pipe/);
  });
});

describe('whatever the text', () => {
  const text = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE)))
    .map((parts) => parts.join(''));

  it('a step of the progress is one line, on a terminal and elsewhere', () => {
    fc.assert(
      fc.property(text, (name) => {
        let written = '';
        const stream = { isTTY: false, write: (chunk: string) => (written += chunk) };
        startProgress(1, stream as unknown as NodeJS.WriteStream).step(name);
        expect(written.split('\n')).toHaveLength(2);
        expect(written).not.toMatch(ACTS);
      }),
    );
  });

  it('a report in HTML has no mark-up and no direction of it', () => {
    fc.assert(
      fc.property(text, (name) => {
        const html = escapeHtml(name);
        expect(html).not.toMatch(/[<>"']/);
        expect(html).not.toMatch(ACTS);
      }),
    );
  });

  it('an error of any package or of none is printed in lines of its own', async () => {
    const words = fc.array(
      text.filter((word) => !word.startsWith('-')),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(words, async (commandLine) => {
        const { stdout, stderr } = await runCli(...commandLine);
        expect(stdout + stderr).not.toMatch(ACTS);
      }),
      { numRuns: 50 },
    );
    vi.restoreAllMocks();
  });
});
