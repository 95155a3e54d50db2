/** One buffer as right factor in several shapes: what tfjs's wasm backend takes for one and the same matrix. */
import { describeOnBackends } from '@miniseg/testkit';
import {
  dispose,
  fill,
  ones,
  reshape,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { random } from '../test/compare.js';
import { adaptiveAvgPool2d, channelAttention, positionAttention } from './index.js';
import { product } from './right-factor.js';

const X = random([1, 16, 32, 6], 3);

describeOnBackends('a right factor', () => {
  it('is multiplied in the shape that it has, not in one that its buffer had before', async () => {
    const b = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    const values = (a: Tensor, factor: Tensor) => tidy(() => product(a, factor)).data();
    expect([...(await values(ones([1, 2]), b))]).toEqual([5, 7, 9]);
    expect([...(await values(ones([1, 3]), reshape(b, [3, 2])))]).toEqual([9, 12]);
    expect([...(await values(ones([1, 1]), reshape(b, [1, 6])))]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...(await values(ones([1, 6]), reshape(b, [6, 1])))]).toEqual([21]);
  });

  it('may be a map that was pooled and attended to: nothing is written beside the results', async () => {
    const x = tensor(X.data, X.shape as number[] as Tensor4D['shape']) as Tensor4D;
    // Around holes of the sizes that the results take.
    const guards: Tensor[] = [];
    const holes: Tensor[] = [];
    for (const size of [36, 54, 512, 3072, 18432, 262144]) {
      for (let i = 0; i < 3; i++) {
        guards.push(fill([16], 1));
        holes.push(fill([size], 2));
      }
      guards.push(fill([16], 1));
    }
    dispose(holes);
    const alone = await tidy(() =>
      channelAttention(tensor(X.data, X.shape as number[] as Tensor4D['shape']) as Tensor4D),
    ).data();
    tidy(() => void adaptiveAvgPool2d(x, 3));
    const attended = await tidy(() => channelAttention(x)).data();
    tidy(() => void positionAttention(x, x, x));
    expect(Math.max(...attended.map((value, i) => Math.abs(value - alone[i])))).toBeLessThan(1e-5);
    for (const guard of guards) expect([...(await guard.data())]).toEqual(new Array(16).fill(1));
    dispose([x, ...guards]);
  });
});
