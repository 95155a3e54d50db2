/** Keys that every object has, and numbers that nobody means, are refused at once and by name. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processorTime } from '../../../test/processor-time.js';
import { runCli } from '../../../test/run-cli.js';
import { RULES } from './setting-rules.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-settings-'));
  // What the command loads is no part of its work.
  await runCli('train', '--phantoms', '4', '--set', 'no=1', '--out', path.join(root, 'run'));
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

const KEYS = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'isPrototypeOf',
];
const train = async (...options: string[]) => {
  const command = () => runCli('train', ...options, '--out', path.join(root, 'run'));
  const { result, milliseconds } = await processorTime(command);
  expect(milliseconds).toBeLessThan(3000);
  expect(result.stderr).not.toMatch(/\n\s+at /);
  return result;
};
async function config(json: string): Promise<string> {
  const file = path.join(root, 'config.json');
  await writeFile(file, json);
  return file;
}

describe.each(KEYS)('%s', (key) => {
  it('is no setting, in a file or by --set', async () => {
    const refused = { code: 2, stderr: expect.stringContaining(`${key} is no setting.`) };
    expect(await train(await config(`{"phantoms": 4, "${key}": {"epochs": 1}}`))).toMatchObject(refused);
    expect(await train('--phantoms', '4', '--set', `${key}=1`)).toMatchObject(refused);
  });

  it('is no option of the network, no recipe, no schedule, no name of a network', async () => {
    const network = await train(await config(`{"phantoms": 4, "recipe": "quick", "network": {"${key}": 1}}`));
    expect(network).toMatchObject({ code: 1, stderr: expect.stringContaining(`has no option ${key}`) });
    for (const name of [
      'recipe',
      'schedule',
      'optimizer',
      'backend',
      'protocol',
      'preset',
      'network',
      'classWeights',
    ]) {
      const refused = await train(await config(`{"phantoms": 4, "${name}": "${key}"}`));
      expect(refused).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(new RegExp(`${name} is .*It must be`)),
      });
    }
  });
});

const NUMBERS = Object.keys(RULES).filter(
  (key) => !/recipe|data|images|masks|list|split|weights$|encoder|augment/.test(key),
);
it.each(NUMBERS)('%s has a bound', async (key) => {
  for (const value of ['1e300', '1e17', '-1', '"1"', 'null', '[1e300]']) {
    const refused = await train(await config(`{"phantoms": 4, "recipe": "quick", "${key}": ${value}}`));
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(new RegExp(`${key}.* It must be|both say`)),
    });
  }
});

it.each([
  ['classes', '1e9'],
  ['classes', '256'],
  ['classes', '"2"'],
  ['branches', '1e9'],
  ['inputChannels', '1e9'],
  ['filters', '[1e9, 1e9]'],
  ['blocks', '[1e9, 1e9, 1e9, 1e9]'],
  ['filters', '{"length": 1e9}'],
  ['headDropout', '1e9'],
])('network.%s of %s is refused before anything is computed', async (key, value) => {
  const { code, stderr } = await train(
    await config(`{"phantoms": 4, "recipe": "quick", "network": {"${key}": ${value}}}`),
  );
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(/must|both/);
});

it.each([
  ['segment', 'x.png', '--weights', 'w', '--out', 'o', '--workers'],
  ['segment', 'x.png', '--weights', 'w', '--out', 'o', '--threads'],
  ['segment', 'x.png', '--weights', 'w', '--out', 'o', '--size'],
  ['segment', 'x.png', '--weights', 'w', '--out', 'o', '--tile'],
  ['train', '--phantoms', '4', '--out', 'o', '--epochs'],
  ['train', '--phantoms', '4', '--out', 'o', '--batch-size'],
  ['train', '--phantoms', '4', '--out', 'o', '--seed'],
  ['train', '--phantoms', '4', '--out', 'o', '--threads'],
  ['train', '--phantoms', '4', '--out', 'o', '--fold'],
  ['train', '--out', 'o', '--phantoms'],
  ['crossval', '--out', 'o', '--folds'],
  ['convert', 'a', 'b', '--size'],
  ['evaluate', 'a', 'b', '--label'],
  ['evaluate', 'a', 'b', '--rows'],
  ['evaluate', 'a', 'b', '--spacing'],
  ['data', 'split', 'a', '--out', 'o', '--folds'],
  ['data', 'preview', 'a', '--out', 'o', '--count'],
  ['data', 'phantom', '--out', 'o', '--count'],
  ['data', 'phantom', '--out', 'o', '--slices'],
  ['data', 'convert', 'a', 'b.png', '--slice'],
])('an option has a bound: %s %s %s %s %s %s %s', async (...command) => {
  for (const value of ['1e17', '1e300', 'Infinity', '99999999999999999999']) {
    const { code, stderr } = await runCli(...command.filter((word) => word !== undefined), value);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is invalid\. It must be/)]);
  }
});
