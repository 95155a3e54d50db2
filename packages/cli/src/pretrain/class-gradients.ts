/** What the trainer needs to teach a network whole pictures: gradients and scores, by the places of pictures in a list. */
import type { GradientFunction } from '@miniseg/train';
import {
  clone,
  keep,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  reshape,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Mean cross entropy of a batch; the labels of its items stand for masks, which would hold 256 classes at most. */
export function classGradients(labels: readonly number[]): GradientFunction {
  return ({ images, shape, indices }, { model }) => {
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    const heads: Scalar[] = [];
    const { value, grads } = tidy(() =>
      variableGrads(() => {
        const logits = rows(model.apply(tensor4d(images, shape), { training: true }) as Tensor);
        const wanted = oneHot(
          tensor1d(
            indices.map((index) => labels[index]),
            'int32',
          ),
          logits.shape[1],
        );
        const loss = neg(mean(sum(mul(logSoftmax(logits), wanted), 1))) as Scalar;
        heads.push(keep(clone(loss)));
        return loss;
      }, variables),
    );
    return { loss: value, heads, gradients: grads };
  };
}

/** [batch, 1, 1, classes] as [batch, classes]. */
const rows = (logits: Tensor): Tensor2D => reshape(logits, [logits.shape[0], -1]);

/** Whether the true class is the likeliest, and whether it is among the five likeliest; of equals the first counts. */
export async function rankOfTruth(
  model: LayersModel,
  images: Float32Array,
  shape: [number, number, number, number],
  labels: readonly number[],
): Promise<number[]> {
  const logits = tidy(() => rows(model.predict(tensor4d(images, shape), { batchSize: shape[0] }) as Tensor));
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  const classes = values.length / shape[0];
  return labels.map((label, row) => {
    const own = values.subarray(row * classes, (row + 1) * classes);
    // Written so that what is no number comes before the truth.
    const before = (value: number, at: number) =>
      !(own[label] > value) && (own[label] !== value || at < label);
    return own.reduce((rank, value, at) => rank + (at !== label && before(value, at) ? 1 : 0), 0);
  });
}
