/** Changed files of every format, for two minutes, and some through whole commands; `npm run fuzz` goes on for longer. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const fuzz = async (...options: string[]) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['scripts/fuzz.mjs', ...options], {
    cwd: root,
    maxBuffer: 2 ** 24,
  }).catch((error) => error as { stdout: string; stderr: string });
  expect(`${stdout}${stderr}`).toMatch(/All files were read or refused\./);
  const made = [...stdout.matchAll(/^\S+ +(\d+) files: (\d+) read, (\d+) refused/gm)];
  const sum = (which: 2 | 3) => made.reduce((all, match) => all + Number(match[which]), 0);
  return { read: sum(2), refused: sum(3) };
};

it('every changed file is read or refused by an error of a package, within limits of time and memory', async () => {
  const { read, refused } = await fuzz('--minutes', '1.8');
  // Both happen, or the fuzzing does not reach what it should.
  expect(read).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
}, 600_000);

it('so is every one that a command is given', async () => {
  const readers = ['png', 'nifti-gz', 'weights'].flatMap((name) => ['--reader', name]);
  const { read, refused } = await fuzz('--commands', '--minutes', '0.25', ...readers);
  expect(read).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(10);
}, 600_000);
