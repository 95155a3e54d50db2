/** dice and tversky, which are one formula. */
import { describeOnBackends, expectClose, expectNoLeak, expectNumericGradient } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { dice } from './dice.js';
import { example } from './fixtures/example.js';
import { type ReferenceOverlap, referenceTversky } from './fixtures/reference.js';
import { tversky } from './tversky.js';

const settings: Omit<ReferenceOverlap, 'alpha' | 'beta'>[] = [
  {},
  { background: false },
  { perImage: true },
  { background: false, perImage: true },
];

describeOnBackends('overlap losses', (backend) => {
  const { input, makeLabels, makeLogits } = example();

  it('are 1 - the mean soft Dice or Tversky index over the classes that occur', async () => {
    for (const options of settings) {
      await expectClose(
        dice(options)(makeLabels(), makeLogits()),
        [referenceTversky(input, { alpha: 0.5, beta: 0.5, ...options })],
        { absolute: 1e-6 },
      );
      for (const [alpha, beta] of [
        [0.3, 0.7],
        [1, 1],
        [0, 2],
      ]) {
        await expectClose(
          tversky({ alpha, beta, ...options })(makeLabels(), makeLogits()),
          [referenceTversky(input, { alpha, beta, ...options })],
          { absolute: 1e-6 },
        );
      }
    }
  });

  it('have the gradients of their values', async () => {
    const labels = makeLabels();
    for (const options of settings) {
      for (const loss of [dice(options), tversky({ alpha: 0.2, beta: 1.3, ...options })]) {
        await expectNumericGradient((x) => tf.mul(loss(labels, x), 70), [makeLogits()], {
          tolerance: 3e-3,
          samples: 12,
        });
      }
    }
  });

  it('with smooth: the mean of (2 I + 1) / (P + Y + 1) over every class of every image, empty or not', async () => {
    const { logits, labels, classes } = input;
    const terms: number[] = [];
    for (let image = 0; image < 2; image++) {
      for (let c = 1; c < classes; c++) {
        let [both, predicted, labeled] = [0, 0, 0];
        for (let pixel = image * 35; pixel < (image + 1) * 35; pixel++) {
          if (labels[pixel] === 255) continue;
          const of = Array.from({ length: classes }, (_, channel) =>
            Math.exp(logits[pixel * classes + channel]),
          );
          const p = of[c] / of.reduce((a, b) => a + b, 0);
          predicted += p;
          if (labels[pixel] === c) {
            both += p;
            labeled++;
          }
        }
        terms.push((2 * both + 1) / (predicted + labeled + 1));
      }
    }
    const options = { background: false, perImage: true, smooth: 1 };
    const expected = 1 - terms.reduce((a, b) => a + b, 0) / terms.length;
    await expectClose(dice(options)(makeLabels(), makeLogits()), [expected], { absolute: 1e-6 });
    await expectNumericGradient((x) => tf.mul(dice(options)(makeLabels(), x), 70), [makeLogits()], {
      tolerance: 3e-3,
      samples: 12,
    });
    expect(() => dice({ smooth: -1 })).toThrow(/smooth: got -1/);
  });

  it('are 0 for a sure and right prediction and 1 for a sure and wrong one, at any logits', async () => {
    const labels = tf.tensor2d([[0, 1, 1, 255]], [1, 4], 'int32');
    const right = tf.tensor3d([
      [
        [1e4, -1e4],
        [-1e4, 1e4],
        [-1e4, 1e4],
        [1e4, -1e4],
      ],
    ]);
    await expectClose(dice()(labels, right), [0], { absolute: 1e-6 });
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => dice()(labels, x))(tf.neg(right));
    await expectClose(value, [1], { absolute: 1e-6 });
    await expectClose(grad, new Array(8).fill(0), { absolute: 1e-6 });
  });

  it('leave out classes without a labeled pixel, and are 0 with a zero gradient when none is left', async () => {
    const logits = tf.tensor4d([0.5, 1, -1, 0.2, 2, 0.1], [1, 1, 2, 3]);
    const labels = tf.tensor3d([[[0, 2]]], [1, 1, 2], 'int32');
    const case1 = { logits: logits.dataSync(), labels: [0, 2], batch: 1, classes: 3 };
    await expectClose(dice()(labels, logits), [referenceTversky(case1, { alpha: 0.5, beta: 0.5 })], {
      absolute: 1e-6,
    });
    for (const { loss, nothing } of [
      { loss: dice({ background: false }), nothing: tf.zeros([1, 1, 2], 'int32') },
      { loss: dice(), nothing: tf.fill([1, 1, 2], 255, 'int32') },
    ]) {
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(nothing, x))(logits);
      expect(Array.from(await value.data())).toEqual([0]);
      expect(Array.from(await grad.data(), Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  it('see one pixel among a million', async () => {
    const [height, width] = [1000, 1024];
    const values = new Uint8Array(height * width);
    values[333_333] = 1;
    const labels = tf.tensor3d(values, [1, height, width], 'int32');
    // Sure of the background everywhere but at that pixel, where both are equal.
    const encoded = tf.oneHot(labels, 2);
    const logits = tf.sub(
      tf.tensor4d([30, -30], [1, 1, 1, 2]),
      tf.mul(tf.slice(encoded, [0, 0, 0, 1]), tf.tensor1d([30, -30])),
    );
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => dice({ background: false })(labels, x))(
      logits as tf.Tensor,
    );
    // 1 - 2 * 0.5 / (0.5 + 1)
    await expectClose(value, [1 / 3], { absolute: 1e-6 });
    // d/dp = -2 Y / (P + Y)^2 = -8/9, times p (1 - p)
    const at = await tf.reshape(tf.slice(grad, [0, 325, 533, 0], [1, 1, 1, 2]), [2]).data();
    await expectClose(at, [2 / 9, -2 / 9], { absolute: 1e-6 });
    tf.dispose([labels, encoded, logits, value, grad]);
  });

  it('leave no tensor behind', async () => {
    const [labels, logits] = [makeLabels(), makeLogits()];
    for (const options of settings) {
      await expectNoLeak(() => dice(options)(labels, logits));
      await expectNoLeak(() => tf.valueAndGrad((x: tf.Tensor) => dice(options)(labels, x))(logits));
    }
  });

  it('do not let a label that is no class pass in silence', async () => {
    const evaluate = () => dice()(tf.tensor2d([[0, 7]], [1, 2], 'int32'), tf.zeros([1, 2, 2]));
    if (['webgl', 'webgpu'].includes(backend)) expect((await evaluate().data())[0]).toBeNaN();
    else expect(evaluate).toThrow(expect.objectContaining({ code: 'label' }));
  });
});

describe('tversky', () => {
  it.each([{ alpha: -0.1 }, { beta: 0 }, { alpha: Number.NaN }, { beta: Number.POSITIVE_INFINITY }])(
    'refuses %o',
    (options) => {
      expect(() => tversky(options)).toThrow(
        expect.objectContaining({ name: 'LossError', code: 'invalid-argument' }),
      );
    },
  );

  it('is Dice with both weights one half, and carries its name', async () => {
    expect([dice().name, tversky().name]).toEqual(['dice', 'tversky']);
  });
});
