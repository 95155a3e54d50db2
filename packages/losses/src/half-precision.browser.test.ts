/** WebGL with float16 textures, as on phones: 65,504 is the largest number, 6e-8 the smallest, and 11 bits are kept. */
import '@tensorflow/tfjs-backend-webgl';
import { expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy } from './cross-entropy.js';
import { dice } from './dice.js';
import { focal } from './focal.js';
import type { SegmentationLoss } from './segmentation-loss.js';

const SIZE = 512;
/** Loss scaling, as float16 training has it everywhere: the gradient of a mean over 262,144 pixels is below 6e-8 x 64. */
const SCALE = 4096;

describe('the losses on float16 textures', () => {
  beforeAll(async () => {
    tf.env().set('WEBGL_FORCE_F16_TEXTURES', true);
    // Small tensors too, which would otherwise be left to the processor.
    tf.env().set('WEBGL_CPU_FORWARD', false);
    await tf.setBackend('webgl');
    await tf.ready();
  });

  /** Left of the column `border` all is class 1. Every pixel is right by a logit of `margin`. */
  function slice(border: number, margin: number) {
    const column = tf.cast(tf.less(tf.range(0, SIZE), border), 'int32');
    const labels = tf.tile(tf.reshape(column, [1, 1, SIZE]), [1, SIZE, 1]);
    const towards1 = tf.mul(tf.sub(tf.mul(tf.cast(labels, 'float32'), 2), 1), margin);
    return { labels, logits: tf.stack([tf.zerosLike(towards1), towards1], -1) };
  }

  async function both(loss: SegmentationLoss, { labels, logits }: ReturnType<typeof slice>) {
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(labels, x))(logits, tf.scalar(SCALE));
    const first = await tf.reshape(tf.slice(grad, [0, 0, 0, 1], [1, 1, SIZE, 1]), [SIZE]).data();
    return { value: (await value.data())[0], left: first[0] / SCALE, right: first[SIZE - 1] / SCALE };
  }

  it('cannot hold the sum of a slice', async () => {
    expect((await tf.sum(tf.ones([SIZE, SIZE])).data())[0]).not.toBe(SIZE ** 2);
    expect((await tf.mul(tf.scalar(60_000), 2).data())[0]).not.toBe(120_000);
    expect((await tf.mul(tf.scalar(1e-4), 1e-4).data())[0]).toBe(0);
  });

  it('cross entropy of a whole slice is right to three digits, value and gradient', async () => {
    const border = 40;
    const classWeights = [1, 8];
    const { value, left, right } = await both(crossEntropy({ classWeights }), slice(border, 1));
    const total = SIZE * (border * 8 + (SIZE - border));
    const wrong = 1 / (1 + Math.E);
    await expectClose([value], [Math.log(1 + Math.exp(-1))], { absolute: 0, relative: 2e-3 });
    await expectClose([left, right], [(-8 * wrong) / total, wrong / total], { absolute: 0, relative: 2e-2 });
  });

  it('logits of plus and minus 10,000 stay finite', async () => {
    for (const loss of [crossEntropy(), focal()]) {
      const right = await both(loss, slice(100, 1e4));
      const wrong = await both(loss, slice(100, -1e4));
      expect([right.value, right.left, right.right].map(Math.abs)).toEqual([0, 0, 0]);
      await expectClose([wrong.value], [1e4], { absolute: 0, relative: 2e-3 });
      await expectClose([wrong.left], [-1 / SIZE ** 2], { absolute: 0, relative: 2e-2 });
    }
  });

  it('Dice of a whole slice is right to three digits, value and gradient', async () => {
    const border = 40;
    const { value, left, right } = await both(dice({ background: false }), slice(border, 1));
    const p = 1 / (1 + Math.exp(-1));
    const [both1, predicted, labeled] = [border * p, border * p + (SIZE - border) * (1 - p), border].map(
      (x) => x * SIZE,
    );
    const sum = predicted + labeled;
    const slope = p * (1 - p);
    await expectClose([value], [1 - (2 * both1) / sum], { absolute: 0, relative: 3e-3 });
    const expected = [(-2 * (sum - both1) * slope) / sum ** 2, (2 * both1 * slope) / sum ** 2];
    await expectClose([left, right], expected, { absolute: 0, relative: 2e-2 });
  });

  it('a single labeled pixel among 262,144 counts in full', async () => {
    const values = new Uint8Array(SIZE ** 2);
    values[SIZE * 300 + 17] = 1;
    const labels = tf.tensor3d(values, [1, SIZE, SIZE], 'int32');
    // Sure of the background by a logit of 2, at that pixel too.
    const logits = tf.tile(tf.tensor4d([2, 0], [1, 1, 1, 2]), [1, SIZE, SIZE, 1]);
    const [right, wrong] = [Math.log(1 + Math.exp(-2)), Math.log(1 + Math.exp(2))];
    const share = (SIZE ** 2 - 1) / 4096;
    const weighted = crossEntropy({ classWeights: [1 / 4096, 1] })(labels, logits);
    const expected = (share * right + wrong) / (share + 1);
    await expectClose(weighted, [expected], { absolute: 0, relative: 5e-3 });
    // 2 p / (n p + 1) is far below half precision: all of the loss of 1 is left.
    await expectClose(dice({ background: false })(labels, logits), [1], { absolute: 1e-3 });
  });
});
