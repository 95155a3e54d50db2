/** The ways of backends that are not here (tfjs-node's space-to-batch form), forced on one that is. */

import { describeOnBackends, expectClose } from '@miniseg/testkit';
import { tensor4d } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { convolutionLoops, type Image, pseudoRandom } from '../test/brute-force.js';
import { depthwiseForward } from './depthwise-convolution.js';
import { strategy } from './strategy.js';
import { windowOf } from './window.js';

describeOnBackends('the cautious way of an unlisted backend', () => {
  for (const [strides, dilations] of [
    [1, 1],
    [1, 3],
    [1, 8],
    [2, 1],
    [2, 4],
    [2, 3],
  ]) {
    it(`equals the loops at stride ${strides}, dilation ${dilations}`, async () => {
      const x: Image = { shape: [2, 11, 8, 2], data: pseudoRandom(2 * 11 * 8 * 2, 1) };
      const filter: Image = { shape: [3, 3, 1, 2], data: pseudoRandom(18, 2) };
      const { y } = convolutionLoops(x, filter, { stride: strides, dilation: dilations, groups: 2 });
      const actual = depthwiseForward(
        tensor4d(x.data as Float32Array, x.shape),
        tensor4d(filter.data as Float32Array, [3, 3, 2, 1]),
        windowOf(3, { strides, dilations }, 'the test'),
        strategy('a backend of tomorrow'),
      );
      await expectClose(actual, y.data, { absolute: 1e-5 });
    });
  }
});
