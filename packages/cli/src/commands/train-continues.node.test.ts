/** What a run survives: files that hold nothing, and the wish for more epochs. */
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import { imageName, labelsOf, maskName, maskPng, writeDataSet } from './data/fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const train = (...more: string[]) => runCli('train', at('config.json'), '--out', at('out'), ...more);
const record = async () => JSON.parse(await readFile(at('out', 'run.json'), 'utf8'));
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A link to nowhere, an empty mask, a hidden file. */
async function spoil(): Promise<void> {
  await rm(at('images', imageName(1)));
  await symlink(at('gone.png'), at('images', imageName(1)));
  await writeFile(at('masks', maskName(3)), '');
  await writeFile(at('images', `._${imageName(2)}`), 'resource fork');
}
const NAMED = [
  /'tr_im_0001' cannot be used: Cannot read .*tr_im_0001\.png: ENOENT/,
  /'tr_im_0003' cannot be used: .*tr_mask_0003\.png is empty \(0 bytes\)/,
  /Not looked at: '.*\._tr_im_0002\.png'/,
];

it('files that hold nothing are named and left out, by a split that names them too', async () => {
  await writeDataSet(root, 7);
  await spoil();
  await writeTinyConfig(at('config.json'), { images: 'images', masks: 'masks', epochs: 1 });
  const plain = await train();
  for (const message of NAMED) expect(plain.stderr).toMatch(message);
  expect(plain.code).toBe(0);
  const { data } = await record();
  expect([...data.training, ...data.validation].sort()).toEqual(
    [0, 2, 4, 5, 6].map((n) => imageName(n).slice(0, -4)),
  );
  expect(data.leftOut.map(({ id }: { id: string }) => id)).toEqual(['tr_im_0001', 'tr_im_0003']);
  expect(await readFile(at('out', 'report.html'), 'utf8')).toMatch(/Left out: &#39;tr_im_0001&#39;/);
  const ids = (...numbers: number[]) => numbers.map((n) => imageName(n).slice(0, -4));
  const splits = [{ training: ids(0, 1, 2), validation: ids(3, 4) }];
  await writeFile(at('split.json'), JSON.stringify({ splits }));
  expect((await train('--force', '--split', at('split.json'))).code).toBe(0);
  expect((await record()).data).toMatchObject({ training: ids(0, 2), validation: ids(4) });
});

it('data commands do their work without them, name them, and end with exit code 1', async () => {
  await writeDataSet(root, 7);
  await spoil();
  for (const [name, ...more] of [
    ['stats', '--json'],
    ['split', '--out', at('split.json'), '--test', '0.4'],
    ['preview', '--out', at('sheet.png')],
  ]) {
    const { code, stdout, stderr } = await runCli('data', name, at('images'), at('masks'), ...more);
    expect([name, code]).toEqual([name, 1]);
    for (const message of NAMED) expect(stderr).toMatch(message);
    expect(stderr).toMatch(
      /miniseg: 2 of 7 items could not be used and were left out: 'tr_im_0001', 'tr_im_0003'/,
    );
    if (name === 'stats') expect(JSON.parse(stdout).images).toBe(5);
  }
  const [{ training, validation }] = JSON.parse(await readFile(at('split.json'), 'utf8')).splits;
  expect([...training, ...validation]).toHaveLength(5);
  const { code, stdout } = await runCli('data', 'check', at('images'), at('masks'));
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/unreadable\] tr_im_0001[\s\S]*unreadable\] tr_im_0003[\s\S]*\._tr_im_0002/),
  ]);
});

it('more epochs continue a finished run, fewer and other settings do not', async () => {
  await writeTinyConfig(at('config.json'), { phantoms: 8, validationShare: 0.25, scales: [1] });
  expect((await train()).code).toBe(0);
  expect((await train()).stderr).toMatch(
    /finished run\. It has 2 epochs; more --epochs continue it\..*--force/,
  );
  expect((await train('--epochs', '1')).stderr).toMatch(
    /finished run of another configuration: epochs was 2 and is 1/,
  );
  expect((await train('--epochs', '4', '--seed', '6')).stderr).toMatch(
    /another configuration: .*seed was 5 and is 6/,
  );
  const { code, stderr } = await train('--epochs', '4');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(
      /finished run of 2 epochs is continued to 4\..*learning rate[\s\S]*Continuing after step 6 of 12\.\nepoch 3\/4: [\s\S]*epoch 4\/4: /,
    ),
  ]);
  expect(await record()).toMatchObject({ status: 'finished', settings: { epochs: 4 } });
  expect((await readFile(at('out', 'history.csv'), 'utf8')).trim().split('\n')).toHaveLength(1 + 4);
  await rm(at('out', 'checkpoints'), { recursive: true });
  expect((await train('--epochs', '5')).stderr).toMatch(/Its checkpoints are gone/);
});

it('a run of three classes trains and is scored by class, and the cure for a third label works', async () => {
  await writeDataSet(root, 6);
  for (let n = 0; n < 6; n++) {
    await writeFile(at('masks', maskName(n)), maskPng(labelsOf(n).fill(2, 200, 220)));
  }
  await writeTinyConfig(at('config.json'), { images: 'images', masks: 'masks', epochs: 1, scales: [1] });
  const refused = await train();
  expect(refused.stderr).toMatch(/label 2.*--remap 1=1,2=1 .*--set network\.classes=3/);
  const { code, stdout } = await train('--set', 'network.classes=3');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^mIoU /)]);
  expect((await record()).settings.network).toMatchObject({ classes: 3, filters: [4, 8, 12] });
  expect(await readFile(at('out', 'cases.csv'), 'utf8')).toMatch(/^id,.*,label\r\n/);
  expect(await readFile(at('out', 'report.html'), 'utf8')).toMatch(/class 2 against the rest/);
  expect((await train('--force', '--remap', '1=1,2=1')).code).toBe(0);
});

it('figures that the protocol sets are marked and counted, in the report and in what is said', async () => {
  // After one epoch the tiny network marks nothing yet.
  await writeTinyConfig(at('config.json'), { phantoms: 8, validationShare: 0.25, epochs: 1, scales: [1] });
  const { code, stdout } = await train();
  expect(code).toBe(0);
  const { result } = await record();
  expect(result.replaced).toBeDefined();
  expect(stdout).toMatch(/\* HD is set by the protocol in \d of 2 cases \(prediction empty\)/);
  const html = await readFile(at('out', 'report.html'), 'utf8');
  expect(html).toMatch(/<td data-value="0">0\.00\*<\/td>/);
  expect(html).toMatch(/HD is set by the protocol in \d of 2 cases/);
});
