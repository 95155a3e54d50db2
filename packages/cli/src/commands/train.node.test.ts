import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { modelMetadata } from '@miniseg/model';
import { loadModel } from '@miniseg/model/node';
import { SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { lockFolder } from '@miniseg/train/node';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import { greyPng, imageName, labelsOf, maskName, writeDataSet } from './data/fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const bytes = (...parts: string[]) => readFile(at(...parts));
const text = (...parts: string[]) => readFile(at(...parts), 'utf8');
const record = async (out = 'out') => JSON.parse(await text(out, 'run.json'));
const train = (...more: string[]) => runCli('train', at('config.json'), '--out', at('out'), ...more);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeTinyConfig(at('config.json'), { phantoms: 8, validationShare: 0.25 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

it('a run leaves weights, scores, curves, a report and a record of it all', async () => {
  const { code, stdout, stderr } = await train();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/epoch 1\/2: loss .*DSC[\s\S]*epoch 2\/2/)]);
  expect(stderr).toMatch(/6 slices to train on, 2 to validate; aaai, [\d,]+ parameters, backend wasm/);
  expect(stdout).toMatch(
    /mIoU .*DSC .*epoch \d.*\nThe epoch was chosen on these same slices.*\n.*Not a medical device/,
  );
  expect((await readdir(at('out'))).sort()).toEqual([
    'cases.csv',
    'checkpoints',
    'curves.svg',
    'history.csv',
    'report.html',
    'run.json',
    'weights.safetensors',
  ]);
  const facts = await record();
  expect(facts).toMatchObject({
    status: 'finished',
    disclaimer: expect.stringMatching(/Not a medical device/),
    settings: { recipe: 'quick', epochs: 2, seed: 5, scales: [1, 0.75] },
    backend: 'wasm',
    data: { name: '8 phantoms', validation: ['phantom_0006', 'phantom_0007'] },
    result: { protocol: 'reference', weights: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    versions: { node: process.versions.node },
  });
  expect(Object.keys(facts.data.slices)).toHaveLength(8);
  expect(facts.classWeights[1]).toBeGreaterThan(facts.classWeights[0]);
  const history = (await text('out', 'history.csv')).trim().split('\n');
  expect(history[0].trim()).toBe('epoch,steps,learningRate,loss,mIoU,SEN,SPC,DSC,HD,seconds');
  // 6 slices at two scales in batches of 2.
  expect(history.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual([
    ['1', '6'],
    ['2', '12'],
  ]);
  expect((await text('out', 'cases.csv')).trim().split('\n')).toHaveLength(3);
});

it('the weights segment without further options, as their normalization is in them', async () => {
  await train();
  const model = await loadModel(at('out', 'weights.safetensors'));
  const { normalization, inputSize } = modelMetadata(model);
  expect([normalization, inputSize]).toEqual([(await record()).normalization, 32]);
  expect((await runCli('data', 'phantom', '--out', at('more'), '--count', '2', '--size', '32')).code).toBe(0);
  const weights = ['--weights', at('out', 'weights.safetensors')];
  expect((await runCli('segment', at('more', 'images'), ...weights, '--out', at('masks'))).code).toBe(0);
});

it('the report holds curves and examples, and its policy lets it load nothing', async () => {
  await writeFile(
    at('config.json'),
    (await text('config.json')).replace('"quick"', '"quick", "keep": "last"'),
  );
  await train();
  const report = await text('out', 'report.html');
  expect(report).toMatch(
    /Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-/,
  );
  expect(report).toMatch(/Not a medical device/);
  expect(report).toMatch(/<svg [\s\S]*<\/svg>/);
  // Two slices, each plain and with what became of its pixels, enlarged.
  expect(report.match(/<img class="pixels" src="data:image\/png;base64,/g)).toHaveLength(4);
  expect(report).toMatch(/kept: epoch \d/);
  expect(report).toMatch(/<h1>MiniSeg trained on \d+ phantoms: DSC [\d.]+ on 2 slices held out<\/h1>/);
  expect(report.match(/<script/g)).toHaveLength(1);
  expect(report).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)|style="/);
  expect(report).toMatch(/"seed": 5|&quot;seed&quot;: 5/);
});

it('the same settings give the same weights, another seed gives others', async () => {
  await train();
  await runCli('train', at('config.json'), '--out', at('again'));
  await runCli('train', at('config.json'), '--out', at('other'), '--seed', '6');
  expect(
    (await bytes('again', 'weights.safetensors')).equals(await bytes('out', 'weights.safetensors')),
  ).toBe(true);
  expect(
    (await bytes('other', 'weights.safetensors')).equals(await bytes('out', 'weights.safetensors')),
  ).toBe(false);
});

it('Ctrl-C saves and stops, and the same command continues to the same weights', async () => {
  await runCli('train', at('config.json'), '--out', at('whole'));
  // As a terminal would, in the second epoch.
  const interrupt = vi.spyOn(process, 'on').mockImplementation(function (
    this: NodeJS.Process,
    name,
    listener,
  ) {
    if (name !== 'SIGINT') return this;
    const timer = setInterval(() => {
      if (!existsSync(at('out', 'history.csv'))) return;
      clearInterval(timer);
      (listener as () => void)();
    }, 1);
    return this;
  });
  const stopped = await train();
  interrupt.mockRestore();
  expect(stopped).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(
      /Stopping after this step[\s\S]*Stopped, and saved in '.*out'.*same command again/,
    ),
  });
  expect(await record()).toMatchObject({ status: 'stopped' });
  expect(await readdir(at('out'))).not.toContain('weights.safetensors');
  const resumed = await train();
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/Continuing after step/) });
  expect(
    (await bytes('out', 'weights.safetensors')).equals(await bytes('whole', 'weights.safetensors')),
  ).toBe(true);
});

it('a finished run is kept unless forced, an unfinished one continues with the same settings alone', async () => {
  await train();
  const before = await bytes('out', 'weights.safetensors');
  expect(await train()).toMatchObject({ code: 1, stderr: expect.stringMatching(/finished run.*--force/) });
  expect((await bytes('out', 'weights.safetensors')).equals(before)).toBe(true);
  await writeFile(at('out', 'run.json'), JSON.stringify({ ...(await record()), status: 'stopped' }));
  expect(await train('--epochs', '3')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/another configuration: epochs was 2 and is 3\./),
  });
  expect((await train('--force', '--epochs', '1')).code).toBe(0);
  expect(await record()).toMatchObject({ settings: { epochs: 1 }, status: 'finished' });
});

it('a folder in which another run is at work is refused, whatever is forced', async () => {
  const unlock = await lockFolder(at('out'));
  for (const more of [[], ['--force']]) {
    expect(await train(...more)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^miniseg: '.*out' is in use by another run of this process, since .*folder\.\n$/,
      ),
    });
  }
  expect(await readdir(at('out'))).toEqual(['.lock']);
  await unlock();
  expect((await train()).code).toBe(0);
});

it('on another backend or with another slice it is another run, and the difference is named', async () => {
  await writeDataSet(root, 4);
  await writeTinyConfig(at('config.json'), { images: 'images', masks: 'masks', epochs: 1 });
  expect((await train()).code).toBe(0);
  await writeFile(at('out', 'run.json'), JSON.stringify({ ...(await record()), status: 'stopped' }));
  expect(await train('--backend', 'cpu')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /another configuration: backend was "wasm" and is "cpu"\. Give the same settings/,
    ),
  });
  await writeFile(at('images', imageName(1)), greyPng(labelsOf(1).map((label) => 7 + label)));
  expect(await train()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/: 1 slices differ \(tr_im_0001\)\./),
  });
});

it('folders of images and masks train with a hold-out, a split file and remapped labels', async () => {
  await writeDataSet(root, 6);
  await writeTinyConfig(at('config.json'), { images: 'images', masks: 'masks', epochs: 1 });
  expect((await train()).code).toBe(0);
  expect((await record()).data.validation).toHaveLength(1);
  const ids = (...numbers: number[]) => numbers.map((n) => imageName(n).slice(0, -4));
  const splits = [{ training: ids(0, 1, 2), validation: ids(4, 5) }];
  await writeFile(at('split.json'), JSON.stringify({ splits }));
  expect((await train('--force', '--set', `split=${at('split.json')}`)).code).toBe(0);
  expect((await record()).data).toMatchObject(splits[0]);
  for (let n = 0; n < 6; n++) {
    await writeFile(at('masks', maskName(n)), greyPng(labelsOf(n).map((label) => 255 * label)));
  }
  expect(await train('--force')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/0 and 255 alone, and 255 is ignored.*--remap 255=1/),
  });
  expect((await train('--force', '--remap', '255=1')).code).toBe(0);
});

it.skipIf(!sharedAvailable)(
  `CT100 gives its published folds, one of which must be chosen (${SHARED_HINT})`,
  async () => {
    const ct100 = path.join(process.env.MINISEG_SHARED as string, 'data/ct100');
    const tiny = ['--data', ct100, '--epochs', '1', '--set', 'scales=[1]', '--batch-size', '5'];
    expect(await train(...tiny)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/has 5 folds.*--fold 1 to 5/),
    });
    expect((await train(...tiny, '--fold', '1')).code).toBe(0);
    const { data, normalization } = await record();
    expect([data.training.length, data.validation.length]).toEqual([79, 20]);
    const { train_stats: stats } = JSON.parse(await readFile(path.join(ct100, 'folds.json'), 'utf8'));
    expect(normalization.mean).toBeCloseTo(stats.fold1.mean, 4);
    expect(normalization.std).toBeCloseTo(stats.fold1.std, 4);
    const { stdout } = await runCli(
      'evaluate',
      '--weights',
      at('out', 'weights.safetensors'),
      '--data',
      ct100,
      '--fold',
      '1',
      '--json',
      '-',
    );
    const { mean } = JSON.parse(stdout);
    expect(mean.mIoU).toBeCloseTo((await record()).result.scores.mIoU, 3);
  },
);

it('event files and a live page are there for the asking, and --force removes the former', async () => {
  const { code, stderr } = await runCli(
    ...['train', at('config.json'), '--out', at('out'), '--log', 'tensorboard', '--watch'],
  );
  expect(code).toBe(0);
  const [, url] = /Live page, until the run ends: (http:\/\/127\.0\.0\.1:\d+\/)/.exec(stderr) ?? [];
  await expect(fetch(url)).rejects.toThrow();
  expect(await readdir(at('out', 'tensorboard'))).toEqual([
    expect.stringMatching(/^events\.out\.tfevents\./),
  ]);
  expect((await runCli('train', at('config.json'), '--out', at('out'), '--force')).code).toBe(0);
  expect(await readdir(at('out'))).not.toContain('tensorboard');
  const idle = await runCli('train', at('config.json'), '--out', at('other'), '--watch-port', '8080');
  expect(idle).toMatchObject({ code: 2, stderr: expect.stringMatching(/--watch-port is for the live page/) });
});
