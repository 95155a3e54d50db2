/** The goldens of some networks on one backend, as tests. */
import { describeOnBackends, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import type { NetworkName } from '../src/index.js';
import { type Difference, GoldenNetwork } from './compare.js';

/** Of a tensor's largest value. */
const FORWARD = 1e-4;
/** Relative L2. */
const BACKWARD = 1e-3;
/**
 * Of gradients in training mode: batch statistics amplify what rounding does to single ReLUs and maxima, in PyTorch's own
 * float32 as well. Outputs and running values of training mode are compared as closely as gradients in evaluation mode.
 */
const TRAINING_GRADIENT = 5e-2;

export interface SuiteOptions {
  only: string[];
  names: readonly NetworkName[];
  /** Which golden sizes. Default 'all'. */
  sizes?: 'all' | '64x64';
  /** Gradients in evaluation mode as well. Default false. */
  gradients?: boolean;
  /** Training mode as well: outputs, gradients, running values. Default false. */
  training?: boolean;
}

export function goldenSuite({
  only,
  names,
  sizes = 'all',
  gradients = false,
  training = false,
}: SuiteOptions): void {
  const parts = [`outputs at ${sizes} sizes`, gradients && 'gradients', training && 'training']
    .filter(Boolean)
    .join(', ');
  describeOnBackends(
    `${parts} equal PyTorch's (${SHARED_HINT})`,
    () => {
      it.skipIf(!sharedAvailable).each(names)('%s', async (name) => {
        const golden = await GoldenNetwork.load(name);
        try {
          const chosen = golden.golden.evalSizes.filter(
            ([height, width]) => sizes === 'all' || height * width === 64 * 64,
          );
          for (const size of chosen) {
            const differences = await golden.evaluate(size);
            const wrong = differences.filter(({ max }) => !(max <= FORWARD));
            const where = wrong.length > 0 ? await golden.firstWrongNode() : undefined;
            expect(
              wrong,
              `first node that differs: ${where ?? 'none of those that can be compared'}`,
            ).toEqual([]);
          }
          const least = (what: string) => (what.startsWith('train/grad/') ? TRAINING_GRADIENT : BACKWARD);
          const within = ({ what, l2 }: Difference) => l2 <= golden.tolerance(what, least(what));
          if (gradients)
            expect((await golden.evaluationGradients()).filter((one) => !within(one))).toEqual([]);
          if (training) expect((await golden.train()).filter((one) => !within(one))).toEqual([]);
        } finally {
          golden.dispose();
        }
      });
    },
    { only },
  );
}
