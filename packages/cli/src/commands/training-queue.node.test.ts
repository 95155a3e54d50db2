/**
 * `crossval --queue` and `benchmark --queue` with workers as processes of their own: results as without a queue. The short
 * test runs always; MINISEG_SLOW=1 adds a table, and a worker that is killed within a fold.
 */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Processes } from '../../test/miniseg-process.js';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import { Queue } from '../queue/queue.js';

let root = '';
const processes = new Processes();
const at = (...parts: string[]) => path.join(root, ...parts);
const text = (...parts: string[]) => readFile(at(...parts), 'utf8');
const json = async (...parts: string[]) => JSON.parse(await text(...parts));

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-training-queue-'));
  await runCli('data', 'phantom', '--out', at('data'), '--count', '8', '--size', '32');
  const split = ['data', 'split', at('data', 'images'), at('data', 'masks'), '--folds', '2'];
  await runCli(...split, '--out', at('data', 'folds.json'));
  // As people write them: relative to the file, and keys in any order.
  await writeTinyConfig(at('config.json'), { data: 'data', threads: 1 });
});
afterEach(() => processes.killAll());
afterAll(() => rm(root, { recursive: true, force: true }));

const worker = (queue: string) => processes.start(['worker', '--queue', at(queue), '--lost-after', '5']);
const crossval = (out: string, ...more: string[]) =>
  processes.start(['crossval', at('config.json'), '--out', at(out), ...more]);
const state = async (queue: string, ...states: string[]) => {
  const open = await Queue.open(at(queue), { lostAfter: 5 });
  const jobs = await open.jobs.list(undefined, 100);
  await open.close();
  expect(jobs.map((job) => job.state).sort()).toEqual(states);
  return jobs;
};

/** Of a fold, all that does not tell when, where and how long. */
async function expectSameFolds(one: string, other: string, folds: readonly string[]): Promise<void> {
  for (const fold of folds) {
    for (const file of ['weights.safetensors', 'cases.csv']) {
      const [ours, theirs] = [await readFile(at(one, fold, file)), await readFile(at(other, fold, file))];
      expect(ours.equals(theirs), `${fold}/${file}`).toBe(true);
    }
    const { result } = await json(one, fold, 'run.json');
    expect((await json(other, fold, 'run.json')).result).toEqual(result);
  }
}

it('folds that workers train are those of one process, and nothing is trained twice', async () => {
  const queue = ['--queue', at('queue')];
  const filled = crossval('shared', ...queue);
  const working = worker('queue');
  const alone = crossval('alone');
  expect(await alone.ended, alone.said()).toBe(0);
  expect(await filled.ended, filled.said() + working.said()).toBe(0);
  expect(filled.said()).toMatch(/2 trainings are in the queue .*, 0 were known, 0 are finished\./);
  expect(working.said()).toMatch(/fold1: trained in [\s\S]*fold2: trained in/);
  await expectSameFolds('alone', 'shared', ['fold1', 'fold2']);
  expect(await text('shared', 'crossval.csv')).toBe(await text('alone', 'crossval.csv'));

  const before = await stat(at('shared', 'fold1', 'run.json'));
  const again = crossval('shared', ...queue);
  expect(await again.ended, again.said()).toBe(0);
  expect(again.said()).toMatch(/0 trainings are in the queue .*, 2 are finished\./);
  expect((await stat(at('shared', 'fold1', 'run.json'))).mtimeMs).toBe(before.mtimeMs);
  working.child.kill('SIGTERM');
  await working.ended;
  await state('queue', 'done', 'done');
}, 180_000);

describe.skipIf(process.env.MINISEG_SLOW !== '1')('at length', () => {
  it('a fold whose worker is killed is continued by another, to the same bytes; one that is gone is trained anew', async () => {
    await writeTinyConfig(at('config.json'), { data: 'data', threads: 1, epochs: 40 });
    const alone = crossval('long-alone');
    expect(await alone.ended, alone.said()).toBe(0);
    const filled = crossval('long', '--queue', at('long-queue'));
    const victim = worker('long-queue');
    const checkpoints = async () =>
      (await readdir(at('long', 'fold1', 'checkpoints')).catch(() => [])).filter(
        (name) => !name.startsWith('.'),
      );
    await expect.poll(checkpoints, { timeout: 120_000, interval: 100 }).not.toHaveLength(0);
    victim.child.kill('SIGKILL');
    await victim.ended;
    expect((await json('long', 'fold1', 'run.json')).status).toBe('running');
    const other = worker('long-queue');
    expect(await filled.ended, filled.said() + other.said()).toBe(0);
    expect(victim.said()).not.toMatch(/fold1: trained/);
    expect(other.said()).toMatch(
      /fold1: trained in [\s\S]*fold2: trained in|fold2: trained in [\s\S]*fold1: trained in/,
    );
    await expectSameFolds('long-alone', 'long', ['fold1', 'fold2']);

    await rm(at('long', 'fold2'), { recursive: true });
    const anew = crossval('long', '--queue', at('long-queue'));
    expect(await anew.ended, anew.said() + other.said()).toBe(0);
    expect(anew.said()).toMatch(/1 trainings are in the queue .*, 1 are finished\./);
    await expectSameFolds('long-alone', 'long', ['fold1', 'fold2']);
    other.child.kill('SIGTERM');
    await other.ended;
    const jobs = await state('long-queue', 'done', 'done');
    expect(jobs.find(({ name }) => name === 'fold1')?.attempts).toBe(2);
  }, 900_000);

  it('a table that workers train has the figures of one process, also where one is killed', async () => {
    const table = (out: string, ...more: string[]) =>
      processes.start([
        ...['benchmark', 'table1', '--data', at('data'), '--out', at(out), '--rows', 'two-path'],
        ...['--size', '32', '--steps', '8', '--folds', '1,2', '--batch-size', '2', '--threads', '1', ...more],
      ]);
    const alone = table('table-alone');
    expect(await alone.ended, alone.said()).toBe(0);
    const filled = table('table', '--queue', at('table-queue'));
    const victim = worker('table-queue');
    await expect
      .poll(() => json('table', 'two-path', 'fold1-seed0', 'run.json').catch(() => undefined), {
        timeout: 120_000,
      })
      .toBeDefined();
    victim.child.kill('SIGKILL');
    await victim.ended;
    const other = worker('table-queue');
    expect(await filled.ended, filled.said() + other.said()).toBe(0);
    await expectSameFolds(path.join('table-alone', 'two-path'), path.join('table', 'two-path'), [
      'fold1-seed0',
      'fold2-seed0',
    ]);
    const figures = async (out: string) => {
      const { rows } = await json(out, 'table1.json');
      // But for what tells of the machine.
      return rows.map(
        ({
          trainings,
          costs,
          ...row
        }: {
          trainings: { seconds: number }[];
          costs: { parameters: number };
        }) => ({
          ...row,
          parameters: costs.parameters,
          trainings: trainings.map((training) => ({ ...training, seconds: 0 })),
        }),
      );
    };
    expect(await figures('table')).toEqual(await figures('table-alone'));
    const again = table('table', '--queue', at('table-queue'));
    expect(await again.ended, again.said()).toBe(0);
    expect(again.said()).toMatch(/0 trainings are in the queue .*, 2 are finished\./);
  }, 900_000);
});
