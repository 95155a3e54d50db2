import { existsSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { failureOf } from '../evaluate/fixtures/failure-of.js';
import { writeMaskFolders } from '../evaluate/fixtures/mask-folders.js';
import { maskPng } from '../evaluate/fixtures/mask-png.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const write = (name: string, bytes: Uint8Array | string) => writeFile(at(...name.split('/')), bytes);
beforeEach(async () => {
  root = await writeMaskFolders();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const evaluate = (...options: string[]) => runCli('evaluate', at('results'), at('truths'), ...options);

it('predictions without a truth are an error even then', async () => {
  await rm(at('truths', 'tr_mask_0002.png'));
  const { message } = await failureOf(evaluate('--allow-missing'));
  expect(message).toMatch(/1 of 4 predictions have no truth: .*tr_im_0002\.png/);
});

it('masks of different size are named with their sizes before any is scored', async () => {
  await write('results/tr_im_0003.png', maskPng('... ... ...'));
  const { code, message } = await failureOf(evaluate());
  expect(code).toBe(1);
  expect(message).toMatch(/^miniseg: 1 of 4 pairs differ in size/);
  expect(message).toMatch(/tr_im_0003\.png' is 3 x 3, '.*tr_mask_0003\.png' is 4 x 2\n$/);
});

it('files that are no PNG, or cut short, are errors before any is scored', async () => {
  await write('results/tr_im_0003.png', Uint8Array.of(0xff, 0xd8, 0xff, ...new Array(100).fill(0)));
  expect((await failureOf(evaluate())).message).toMatch(
    /^miniseg: .*tr_im_0003\.png' is a jpeg file, not a PNG/,
  );
  await write('results/tr_im_0003.png', '');
  expect((await failureOf(evaluate())).message).toMatch(/^miniseg: .*tr_im_0003\.png' is empty or cut short/);
});

it('grey pictures and labels of several classes are errors, and nothing is written', async () => {
  await write('results/tr_im_0002.png', maskPng('.12. ....'));
  const { code, stdout, stderr } = await evaluate('--csv', at('cases.csv'));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/tr_im_0002\.png' holds the values 0, 1 and 2\. A mask holds 0 .*--label <n>/);
  expect(existsSync(at('cases.csv'))).toBe(false);
});

it('the same file on both sides is an error, through a link too', async () => {
  expect((await failureOf(runCli('evaluate', at('truths'), at('truths')))).message).toMatch(
    /given as prediction and as truth/,
  );
  await symlink(at('truths'), at('link'));
  expect((await failureOf(runCli('evaluate', at('link'), at('truths')))).message).toMatch(
    /given as prediction and as truth/,
  );
});

it('a link that leads nowhere, and a folder in place of a mask, are named', async () => {
  await symlink(at('gone.png'), at('results', 'tr_im_0005.png'));
  await write('truths/tr_mask_0005.png', maskPng('#'));
  expect((await failureOf(evaluate())).message).toMatch(
    /^miniseg: '.*tr_im_0005\.png' cannot be read: ENOENT/,
  );
  await write('pairs.csv', 'prediction,truth\nresults,truths\n');
  expect((await failureOf(runCli('evaluate', '--list', at('pairs.csv')))).message).toMatch(
    /^miniseg: The list '.*' names the file "results", which is no plain file/,
  );
});

it('folders that are missing or hold no masks are errors', async () => {
  expect(await failureOf(runCli('evaluate', at('none'), at('truths')))).toEqual({
    code: 1,
    message: expect.stringMatching(/The predictions '.*none' cannot be read: ENOENT.*Check the path/),
  });
  await mkdir(at('empty', 'deeper.png'), { recursive: true });
  // As macOS leaves it beside a picture on foreign disks.
  await write('empty/._mask_1.png', 'resource fork');
  expect((await failureOf(runCli('evaluate', at('results'), at('empty')))).message).toMatch(
    /The folder of truths '.*empty' holds no \.png file/,
  );
});

it.each([
  ['one folder alone', ['results'], /Name the folder of predictions and the folder of truths/],
  ['CSV to standard output', ['results', 'truths', '--csv', '-'], /only --json takes -/],
  ['another protocol', ['results', 'truths', '--protocol', 'mine'], /paper, reference/],
  ['a spacing of 0', ['results', 'truths', '--spacing', '0'], /positive number/],
  ['a spacing of four numbers', ['results', 'truths', '--spacing', '1,1,1,1'], /positive number/],
  ['a spacing with a gap', ['results', 'truths', '--spacing', '1,'], /positive number/],
  ['label 0, the background', ['results', 'truths', '--label', '0'], /whole number of at least 1/],
  ['a fraction of a row', ['results', 'truths', '--rows', '1.5'], /whole number of at least 0/],
])('%s is a wrong call', async (_, commandLine, message) => {
  const { code, message: said } = await failureOf(runCli('evaluate', ...commandLine));
  expect(code).toBe(2);
  expect(said).toMatch(message);
});
