import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSettings } from './read-settings.js';
import { RECIPES } from './recipes.js';
import { RULES } from './setting-rules.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function config(content: unknown): Promise<string> {
  const file = path.join(root, 'config.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

it('flags go before the file, the file before its recipe, and paths of the file are relative to it', async () => {
  const file = await config({ recipe: 'quick', data: 'ct100', epochs: 7, seed: 3, scales: [1, 0.5] });
  const settings = await readSettings(file, { seed: 4, batchSize: 2 });
  expect(settings).toEqual({
    ...RECIPES.quick,
    recipe: 'quick',
    data: path.join(root, 'ct100'),
    epochs: 7,
    scales: [1, 0.5],
    seed: 4,
    batchSize: 2,
  });
});

it('without a recipe the published one is meant, with its figures', async () => {
  expect(await readSettings(undefined, { data: 'ct100' })).toMatchObject({
    recipe: 'published',
    preset: 'aaai',
    epochs: 80,
    batchSize: 5,
    size: 512,
    scales: [1.5, 1.25, 0.75, 1],
    optimizer: 'adam',
    learningRate: 1e-3,
    weightDecay: 1e-4,
    schedule: 'poly',
    power: 0.9,
    auxiliaryWeight: 0.4,
    classWeights: 'inverse-log',
    augmentation: 'reference',
    keep: 'best',
  });
});

it('data named by a flag replace all data of the file', async () => {
  const file = await config({ images: 'a', masks: 'b', split: 'c.json' });
  const settings = await readSettings(file, { phantoms: 9 });
  expect([settings.phantoms, settings.images, settings.masks, settings.split]).toEqual([
    9,
    undefined,
    undefined,
    undefined,
  ]);
});

it('every recipe keeps every rule', () => {
  for (const recipe of Object.values(RECIPES)) {
    for (const [key, value] of Object.entries(recipe)) {
      expect([key, value, RULES[key as keyof typeof RULES].holds(value)]).toEqual([key, value, true]);
    }
  }
});

const mistakes: [string, unknown, RegExp][] = [
  ['no JSON', '{epochs: 3}', /configuration '.*config\.json' cannot be read/],
  ['no object', [1], /must be one JSON object/],
  [
    'a misspelt key',
    { data: 'a', epoch: 3 },
    /In '.*config\.json' epoch is no setting\. Did you mean 'epochs'\?/,
  ],
  [
    'a key in other letters',
    { data: 'a', batchsize: 3 },
    /batchsize is no setting\. Did you mean 'batchSize'\?/,
  ],
  ['a key like none', { data: 'a', zzzzzzzzzz: 3 }, /no setting\. The keys are recipe, data/],
  [
    'no epochs',
    { data: 'a', epochs: 0 },
    /epochs is 0\. It must be a whole number of at least 1 and at most 100000\./,
  ],
  [
    'text for a number',
    { data: 'a', learningRate: '1e-3' },
    /learningRate is "1e-3"\. It must be a positive number/,
  ],
  [
    'a share above 1',
    { data: 'a', validationShare: 1.2 },
    /validationShare is 1\.2\. It must be a number between 0 and 1/,
  ],
  [
    'an unknown recipe',
    { data: 'a', recipe: 'fast' },
    /recipe is "fast"\. It must be one of 'published', 'augmented', 'pretraining', 'paper', 'quick'/,
  ],
  ['no scales', { data: 'a', scales: [] }, /scales is \[\]\. It must be a list of factors/],
  ['no data', { epochs: 3 }, /Nothing says what to train on.*Give one of/],
  ['two data sets', { data: 'a', phantoms: 8 }, /data and phantoms both say what to train on/],
  ['images without masks', { images: 'a' }, /images need masks/],
  ['a fold of nothing', { phantoms: 8, fold: 2 }, /fold 2 chooses in a file of splits/],
  [
    'weights of other classes',
    { data: 'a', classWeights: [1, 2, 3] },
    /classWeights has 3 numbers, and there are 2 classes/,
  ],
];
it.each(mistakes)('%s is refused with the rule and the cure', async (_, content, message) => {
  await expect(readSettings(await config(content), {})).rejects.toThrow(message);
});
