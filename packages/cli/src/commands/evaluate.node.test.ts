import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
async function json(...options: string[]) {
  const { code, stdout } = await evaluate('--json', '-', ...options);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

it('two folders give a table, worst case first, with means, and progress beside it', async () => {
  const { code, stdout, stderr } = await evaluate();
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, 7)).toEqual([
    'case          mIoU     SEN     SPC     DSC  HD (px)',
    'tr_im_0004               -  1.0000       -        -',
    'tr_im_0003          0.0000  1.0000  0.0000        -',
    'tr_im_0002          0.5000  0.8333  0.5000     1.00',
    'tr_im_0001          1.0000  1.0000  1.0000     0.00',
    '---------------------------------------------------',
    'mean of 4   0.6983  0.5000  0.9583  0.5000     0.50',
  ]);
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  expect(stdout).toContain(/^```\n(case .*?)^```$/ms.exec(readme)?.[1] ?? 'a table in the README');
  expect(stdout).toContain('HD is undefined in 1 of 4 cases (prediction empty)');
  expect(stdout).toMatch(/\nNot a medical device.*\n$/);
  expect(stderr).toBe(
    '[1/4] tr_im_0001: DSC 1.0000\n[2/4] tr_im_0002: DSC 0.5000\n[3/4] tr_im_0003: DSC 0.0000\n[4/4] tr_im_0004: no DSC\n',
  );
});

it('--json - writes only JSON: means, cases in the order of names, and what is undefined', async () => {
  const report = await json();
  expect(report).toMatchObject({
    mean: { SEN: 0.5, DSC: 0.5, HD: 0.5 },
    used: { mIoU: 4, SEN: 3, SPC: 4, DSC: 3, HD: 2 },
    unit: 'px',
    protocol: 'paper',
    missing: [],
    replaced: [],
  });
  expect(Object.keys(report.mean)).toEqual(['mIoU', 'SEN', 'SPC', 'DSC', 'HD']);
  expect(report.mean.mIoU).toBeCloseTo((26 / 29 + 3 / 6) / 2, 12);
  expect(report.mean.SPC).toBeCloseTo((1 + 5 / 6 + 1 + 1) / 4, 12);
  expect(report.cases.map(({ id }: { id: string }) => id)).toEqual([
    'tr_im_0001',
    'tr_im_0002',
    'tr_im_0003',
    'tr_im_0004',
  ]);
  expect(report.cases[2]).toMatchObject({
    prediction: 'tr_im_0003.png',
    truth: 'tr_mask_0003.png',
    DSC: 0,
    HD: null,
    FN: 1,
    empty: 'prediction',
  });
  expect(report.undefined).toEqual([
    { id: 'tr_im_0003', figure: 'HD', reason: 'prediction-empty' },
    { id: 'tr_im_0004', figure: 'SEN', reason: 'both-empty' },
    { id: 'tr_im_0004', figure: 'DSC', reason: 'both-empty' },
    { id: 'tr_im_0004', figure: 'HD', reason: 'both-empty' },
  ]);
  expect(report.disclaimer).toMatch(/Not a medical device/);
});

it('the reference protocol scores empty predictions 0', async () => {
  const report = await json('--protocol', 'reference');
  expect(report.mean).toMatchObject({ DSC: 0.375, HD: 0.25 });
  expect(report.undefined).toEqual([]);
  expect(report.replaced).toHaveLength(6);
});

it('a spacing of one number or of row and column puts HD in mm', async () => {
  expect((await json('--spacing', '3')).mean.HD).toBe(1.5);
  const report = await json('--spacing', '3,0.5');
  expect([report.mean.HD, report.unit, report.spacing]).toEqual([0.25, 'mm', [3, 0.5]]);
});

it('--csv and --json write files, whole, into folders that are made', async () => {
  const { code, stdout } = await evaluate('--csv', at('new', 'cases.csv'), '--json', at('new', 'all.json'));
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^case /)]);
  expect((await readdir(at('new'))).sort()).toEqual(['all.json', 'cases.csv']);
  expect((await readFile(at('new', 'cases.csv'), 'utf8')).split('\r\n').slice(0, 4)).toEqual([
    'id,prediction,truth,SEN,SPC,DSC,HD,unit,TP,FP,FN,TN,empty,replaced',
    'tr_im_0001,tr_im_0001.png,tr_mask_0001.png,1,1,1,0,px,2,0,0,6,none,',
    'tr_im_0002,tr_im_0002.png,tr_mask_0002.png,0.5,0.8333333333333334,0.5,1,px,1,1,1,5,none,',
    'tr_im_0003,tr_im_0003.png,tr_mask_0003.png,0,1,0,,px,0,0,1,7,prediction,',
  ]);
  expect(JSON.parse(await readFile(at('new', 'all.json'), 'utf8'))).toEqual(await json());
});

it('existing results stay unless --overwrite is given, and masks stay always', async () => {
  await write('cases.csv', 'earlier');
  const refused = await failureOf(evaluate('--csv', at('cases.csv')));
  expect(refused).toEqual({
    code: 1,
    message: expect.stringMatching(/cases\.csv' exists already.*--overwrite/),
  });
  expect(await readFile(at('cases.csv'), 'utf8')).toBe('earlier');
  expect((await evaluate('--csv', at('cases.csv'), '--overwrite')).code).toBe(0);
  expect(await readFile(at('cases.csv'), 'utf8')).toMatch(/^id,/);

  const mask = at('truths', 'tr_mask_0001.png');
  const before = await readFile(mask);
  expect((await failureOf(evaluate('--csv', mask, '--overwrite'))).message).toMatch(/is an input/);
  expect(await readFile(mask)).toEqual(before);
  const twice = await failureOf(evaluate('--csv', at('x'), '--json', at('new', '..', 'x')));
  expect(twice).toEqual({ code: 2, message: expect.stringMatching(/Two results would go to/) });
});

it('truths without a prediction are an error that --allow-missing turns into a line', async () => {
  await rm(at('results', 'tr_im_0001.png'));
  await rm(at('results', 'tr_im_0004.png'));
  expect(await failureOf(evaluate())).toEqual({
    code: 1,
    message: expect.stringMatching(
      /2 of 4 truths have no prediction: .*tr_mask_0001\.png', .*tr_mask_0004\.png'\. .*--allow-missing to score the 2/,
    ),
  });
  const { code, stdout } = await evaluate('--allow-missing');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^mean of 2 /m)]);
  expect(stdout).toContain('\n2 truths have no prediction and are not scored (--allow-missing).\n');
  expect((await json('--allow-missing')).missing).toEqual(['tr_mask_0001.png', 'tr_mask_0004.png']);
});

describe('with labels of several classes', () => {
  beforeEach(async () => {
    for (const number of [1, 2, 3, 4]) {
      await write(`results/tr_im_000${number}.png`, maskPng('22.1 ....'));
      await write(`truths/tr_mask_000${number}.png`, maskPng(number === 1 ? '2... 3333' : '22.. 3333'));
    }
  });

  it('--label scores one of them against the rest', async () => {
    const report = await json('--label', '2');
    expect(report.cases[0]).toMatchObject({ TP: 1, FP: 1, FN: 0, TN: 6 });
    expect([report.mean.DSC, report.label]).toEqual([(2 / 3 + 3) / 4, 2]);
  });

  it('a label that one side never holds is remarked', async () => {
    const { code, stdout } = await evaluate('--label', '3');
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('None of the predictions holds label 3; they hold 0, 1 and 2.'),
    ]);
    expect((await json('--label', '3')).remarks).toHaveLength(1);
  });

  it('a label that neither side holds is an error', async () => {
    expect(
      (await failureOf(runCli('evaluate', at('results'), at('truths'), '--label', '7', '--json', '-')))
        .message,
    ).toMatch(
      /None of the predictions holds label 7.*None of the truths holds label 7; they hold 0, 2 and 3\. Choose/,
    );
  });
});

it('two files are a pair, whatever their names', async () => {
  const { code, stdout } = await runCli(
    'evaluate',
    at('results', 'tr_im_0002.png'),
    at('truths', 'tr_mask_0001.png'),
  );
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^tr_im_0002 .*0\.5000/m)]);
});

it('one file finds its partner in a folder', async () => {
  const { stdout } = await runCli(
    'evaluate',
    at('results', 'tr_im_0002.png'),
    at('truths'),
    '--allow-missing',
  );
  expect(stdout).toMatch(/^tr_im_0002 .*0\.5000.*3 truths have no prediction/ms);
});

it('a list pairs files whatever their names, from its own folder or the given ones', async () => {
  await write('pairs.csv', 'prediction,truth\nresults/tr_im_0002.png,truths/tr_mask_0001.png\n');
  const alone = await runCli('evaluate', '--list', at('pairs.csv'), '--json', '-');
  expect(JSON.parse(alone.stdout)).toMatchObject({ mean: { DSC: 0.5 }, cases: [{ TP: 1 }] });
  await write(
    'pairs.json',
    JSON.stringify([{ prediction: 'tr_im_0003.png', truth: 'tr_mask_0004.png', id: 'x' }]),
  );
  expect((await json('--list', at('pairs.json'))).cases[0]).toMatchObject({ id: 'x', empty: 'both' });
  expect(
    (await failureOf(evaluate('--list', at('pairs.csv'), '--csv', at('pairs.csv'), '--overwrite'))).message,
  ).toMatch(/pairs\.csv' is an input/);
});

describe.skipIf(!sharedAvailable)(
  `the published maps of fold 1 (${sharedAvailable ? 'CT100' : SHARED_HINT})`,
  () => {
    it('score DSC .7579 and mIoU .8080 under the reference protocol', async () => {
      const shared = (...parts: string[]) => path.join(process.env.MINISEG_SHARED ?? '', 'data', ...parts);
      const { code, stdout } = await runCli(
        'evaluate',
        shared('official', 'ct100-fold1-segmaps'),
        shared('ct100', 'masks'),
        ...['--protocol', 'reference', '--allow-missing'],
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(/^mean of 20 +0\.8080 +0\.8280 +0\.9824 +0\.7579 +69\.13$/m);
      expect(stdout).toContain('80 truths have no prediction');
    });
  },
);

const bin = fileURLToPath(new URL('../../bin/miniseg.js', import.meta.url));
const built = existsSync(fileURLToPath(new URL('../../dist/commands/evaluate.js', import.meta.url)));

it.skipIf(!built)(
  `the installed command does the same${built ? '' : ' (build the package first)'}`,
  async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [
      bin,
      'evaluate',
      at('results'),
      at('truths'),
      '--json',
      '-',
    ]);
    expect(JSON.parse(stdout)).toEqual(await json());
    const failed = run(process.execPath, [bin, 'evaluate', at('truths'), at('truths')]);
    await expect(failed).rejects.toMatchObject({ code: 1, stdout: '', stderr: /^miniseg: .*\n$/ });
  },
);

it('--report writes a page with scores, pictures of what was missed, and every case', async () => {
  const { code, stdout } = await evaluate('--report', at('report.html'));
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^case /)]);
  const page = await readFile(at('report.html'), 'utf8');
  expect(page).toMatch(/<h1>results against truths: DSC 0\.500 on 4 cases<\/h1>/);
  expect(page.match(/<img class="pixels"/g)).toHaveLength(4);
  expect(page).toMatch(/found \(true positive\)[\s\S]*tr_im_0003: DSC 0\.000/);
  const again = await evaluate('--report', at('report.html'));
  expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/report\.html.*--overwrite/) });
});
