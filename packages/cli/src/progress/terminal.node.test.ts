/** On a terminal: lines stay above the bar, and nothing of the bar is left behind. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { screenOf } from '../../test/screen-of.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import { startProgress } from './progress.js';
import { say } from './screen.js';
import { startTrainProgress } from './train-progress.js';

function terminal() {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk).replaceAll('\n', '\r\n'));
      done();
    },
  });
  Object.assign(stream, { isTTY: true, columns: 100 });
  return { stream: stream as unknown as NodeJS.WriteStream, screen: () => screenOf(written.join('')) };
}

it('lines that are said stay above the bar, also long ones, and the bar of a run leaves nothing', async () => {
  const { stream, screen } = terminal();
  const options = { total: 8, done: 2, epochs: 4, passes: [1], mayStopEarly: false };
  const progress = startTrainProgress(options, stream);
  progress.step({ done: 3, epoch: 2, loss: 0.5 });
  say('epoch 2/4: loss 0.5000');
  const long = `Warning: ${'a word '.repeat(20)}`.trim();
  say(long);
  progress.doing('validating, slice 1 of 2');
  say('epoch 3/4: loss 0.4000');
  expect(screen().slice(0, 2)).toEqual(['epoch 2/4: loss 0.5000', long.slice(0, 100).trimEnd()]);
  expect(screen().at(-1)).toMatch(/step 3\/8 {2}validating, slice 1 of 2$/);
  progress.stop();
  expect(screen()).toEqual([
    'epoch 2/4: loss 0.5000',
    long.slice(0, 100).trimEnd(),
    long.slice(100),
    'epoch 3/4: loss 0.4000',
    '',
  ]);
});

it('a bar of steps stays as it was last, below what was said', () => {
  const { stream, screen } = terminal();
  const progress = startProgress(2, stream);
  progress.step('a: done');
  say('a note');
  progress.step('b: done');
  progress.stop();
  expect(screen()).toEqual(['a note', expect.stringMatching(/2\/2 {2}b: done$/), '']);
});

const bin = fileURLToPath(new URL('../../bin/miniseg.js', import.meta.url));
const built = existsSync(fileURLToPath(new URL('../../dist/progress/screen.js', import.meta.url)));
const python = spawnSync('python3', ['-c', 'import pty']).status === 0;
const onPty = fileURLToPath(new URL('../../test/on-terminal.py', import.meta.url));

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function onTerminal(interruptAfter: string, ...commandLine: string[]) {
  return new Promise<{ code: number | null; screen: string[] }>((resolve, reject) => {
    const child = spawn('python3', [onPty, interruptAfter, process.execPath, bin, ...commandLine]);
    let written = '';
    child.stdout.on('data', (chunk) => {
      written += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, screen: screenOf(written) }));
  });
}

it.skipIf(!built || !python)(
  'train on a pseudo-terminal keeps every epoch line, after Ctrl-C too (needs the build, and python3)',
  async () => {
    const config = await writeTinyConfig(path.join(root, 'config.json'), {
      phantoms: 8,
      validationShare: 0.25,
      epochs: 12,
    });
    const train = ['train', config, '--out', path.join(root, 'out')];
    const stopped = await onTerminal('epoch 2/12: loss', ...train);
    expect([stopped.code, stopped.screen.join('\n')]).toEqual([
      130,
      expect.stringMatching(
        /^epoch 1\/12: loss .*\nepoch 2\/12: loss .*\n(?:epoch 3.*\n)?Stopping after this step.*\n(?:epoch .*\n)?miniseg: Stopped, and saved in /m,
      ),
    ]);
    const { code, screen } = await onTerminal('-', ...train);
    expect(code).toBe(0);
    const epochs = screen.filter((line) => line.startsWith('epoch '));
    expect(epochs.at(-1)).toMatch(/^epoch 12\/12: loss /);
    const first = Number(/epoch (\d+)/.exec(epochs[0])?.[1]);
    expect(epochs).toHaveLength(12 - first + 1);
    expect(screen.some((line) => /step \d+\/\d+/.test(line))).toBe(false);
  },
);
