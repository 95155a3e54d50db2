import { describeOnBackends, expectClose, expectNoLeak, expectNumericGradient } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { pseudoRandom } from '../test/brute-force.js';
import { attentivePyramid, OpsError } from './index.js';

const CHANNELS = 3;
const BRANCHES = 3;
const PER_BRANCH = 2;

let seed = 1;
const draw = (shape: tf.Tensor4D['shape']) =>
  tf.tensor4d(
    pseudoRandom(
      shape.reduce((a, b) => a * b, 1),
      seed++,
    ),
    shape,
  );

function weights() {
  return [
    ...Array.from({ length: BRANCHES }, () => draw([3, 3, CHANNELS, 1])),
    draw([1, 1, CHANNELS, BRANCHES]),
    draw([1, 1, CHANNELS, BRANCHES * PER_BRANCH]),
  ];
}

const pyramid =
  (strides: number) =>
  (s: tf.Tensor, ...filters: tf.Tensor[]) =>
    attentivePyramid(
      s as tf.Tensor4D,
      {
        dilated: filters.slice(0, BRANCHES) as tf.Tensor4D[],
        attention: filters[BRANCHES] as tf.Tensor4D,
        fuse: filters[BRANCHES + 1] as tf.Tensor4D,
      },
      { strides },
    );

/** Eq. (2)-(8) in loops over float64 numbers, for one image. */
function loops(s: tf.Tensor4D, filters: tf.Tensor4D[], strides: number): number[] {
  const [, height, width] = s.shape;
  const values = s.dataSync();
  const at = (i: number, j: number, c: number) =>
    i < 0 || j < 0 || i >= height || j >= width ? 0 : values[(i * width + j) * CHANNELS + c];
  const [attention, fuse] = filters.slice(BRANCHES).map((filter) => filter.dataSync());
  const y: number[] = [];
  for (let i = 0; i < height; i += strides) {
    for (let j = 0; j < width; j += strides) {
      const running = new Array(CHANNELS).fill(0);
      const around = (dilation: number, weight: (u: number, v: number, c: number) => number) => {
        for (let u = -1; u <= 1; u++)
          for (let v = -1; v <= 1; v++)
            for (let c = 0; c < CHANNELS; c++)
              running[c] += at(i + u * dilation, j + v * dilation, c) * weight(u + 1, v + 1, c);
      };
      around(1, () => 1 / 9);
      for (let k = 0; k < BRANCHES; k++) {
        const filter = filters[k].dataSync();
        around(2 ** k, (u, v, c) => filter[(u * 3 + v) * CHANNELS + c]);
        const logit = running.reduce((sum, value, c) => sum + value * attention[c * BRANCHES + k], 0);
        const gate = 1 + 1 / (1 + Math.exp(-logit));
        for (let o = 0; o < PER_BRANCH; o++) {
          const weight = (c: number) => fuse[c * BRANCHES * PER_BRANCH + k * PER_BRANCH + o];
          y.push(running.reduce((sum, value, c) => sum + gate * value * weight(c), 0));
        }
      }
    }
  }
  return y;
}

describeOnBackends('attentivePyramid', () => {
  for (const strides of [1, 2]) {
    it(`equals the equations in loops at stride ${strides}`, async () => {
      const s = draw([1, 7, 6, CHANNELS]);
      const filters = weights();
      const y = tf.tidy(() => pyramid(strides)(s, ...filters));
      expect(y.shape).toEqual([1, Math.ceil(7 / strides), 6 / strides, BRANCHES * PER_BRANCH]);
      await expectClose(y, loops(s, filters, strides), { absolute: 1e-5 });
      tf.dispose([s, y, filters]);
    });

    it(`has the gradient of its central differences at stride ${strides}, and leaves no tensor`, async () => {
      await expectNoLeak(async () => {
        const inputs = [draw([2, 5, 6, CHANNELS]), ...weights()];
        await expectNumericGradient(pyramid(strides), inputs, { samples: 8 });
        return inputs;
      });
    });
  }

  it('refuses filters that do not fit each other', () => {
    const s = draw([1, 4, 4, 4]);
    let caught: unknown;
    try {
      pyramid(1)(s, ...weights());
    } catch (error) {
      caught = error;
    }
    expect(OpsError.isInstance(caught)).toBe(true);
    expect((caught as Error).message).toMatch(/for 4 channels; .* must be \[1, 1, 4, K\]/);
    s.dispose();
  });
});
