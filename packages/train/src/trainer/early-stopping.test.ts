import { useBackend } from '@miniseg/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, only } from '../../test/collect.js';
import { smallData, smallModel, smallOptions } from '../../test/small-run.js';
import {
  type EvaluationResult,
  memoryStorage,
  type RunOptions,
  Trainer,
  type TrainerOptions,
} from '../index.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

/** Scores that are given, one for each evaluation. */
function scored(values: (number | undefined)[]): NonNullable<TrainerOptions['evaluation']> {
  return { run: async (_, { epoch }): Promise<EvaluationResult> => ({ figures: { DSC: values[epoch] } }) };
}

describe('early stopping and the best epoch', () => {
  const end = async (values: (number | undefined)[], options: Partial<TrainerOptions> = {}) => {
    const trainer = new Trainer({
      ...smallOptions(smallModel()),
      data: smallData({ count: 2 }),
      epochs: values.length,
      evaluation: scored(values),
      ...options,
    });
    const events = await collect(trainer);
    trainer.dispose();
    return { end: only(events, 'end')[0], warnings: only(events, 'warning') };
  };

  it('ends after so many evaluations without a gain', async () => {
    const { end: stopped } = await end([0.5, 0.6, 0.6, 0.55, 0.9], { earlyStopping: { patience: 2 } });
    expect(stopped).toMatchObject({ reason: 'stopped-early', epoch: 4, best: { epoch: 1, value: 0.6 } });
  });

  it('a gain below minDelta makes a best epoch but does not buy patience', async () => {
    const { end: stopped } = await end([0.5, 0.52, 0.54, 0.9], {
      earlyStopping: { patience: 2, minDelta: 0.1 },
    });
    expect(stopped).toMatchObject({ reason: 'stopped-early', epoch: 3, best: { epoch: 2, value: 0.54 } });
  });

  it('may look for the smallest figure', async () => {
    const evaluation = { ...scored([3, 1, 2]), mode: 'min' as const };
    expect((await end([3, 1, 2], { evaluation })).end.best).toMatchObject({ epoch: 1, value: 1 });
  });

  it('an epoch whose figure has no value is never the best, and says so', async () => {
    const { end: ended, warnings } = await end([undefined, 0.1]);
    expect(ended.best).toMatchObject({ epoch: 1, value: 0.1 });
    expect(warnings.map(({ code }) => code)).toEqual(['monitor-undefined']);
  });

  it('a stopped run stays stopped, a finished one goes on with more epochs', async () => {
    const storage = memoryStorage();
    const run = async (epochs: number, options: RunOptions = {}, more: Partial<TrainerOptions> = {}) => {
      const trainer = new Trainer({
        ...smallOptions(smallModel()),
        data: smallData({ count: 2 }),
        epochs,
        checkpoints: { storage },
        evaluation: scored([0.5, 0.4, 0.3, 0.2]),
        ...more,
      });
      const events = await collect(trainer, options);
      trainer.dispose();
      return events.filter(({ type }) => type === 'step').length;
    };
    expect(await run(1)).toBe(2);
    expect(await run(1)).toBe(0);
    await expect(run(2)).rejects.toThrow(/epochs was 1, is 2/);
    expect(await run(2, { allowChanges: ['epochs'] })).toBe(2);
    const stopping = { earlyStopping: { patience: 2 } };
    expect(await run(4, { allowChanges: ['epochs'] }, stopping)).toBe(2);
    expect(await run(4, {}, stopping)).toBe(0);
  });
});
