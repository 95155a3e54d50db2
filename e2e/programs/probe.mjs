// What every backend is asked: the same model, the same image, every output.
import { add, mul, randomUniform, tensor } from '@tensorflow/tfjs-core';

/** Neither a multiple of 16 nor square. */
const SHAPE = [1, 50, 38, 3];

/** Moves every weight off its initial value, so that none can be lost unnoticed. */
export function perturb(model) {
  model.setWeights(
    model.getWeights().map((weight, i) => {
      const noise = randomUniform(weight.shape, -0.05, 0.05, 'float32', i + 1);
      return add(mul(weight, 1.1), noise);
    }),
  );
}

export async function predictions(model) {
  const values = Float32Array.from(
    { length: SHAPE.reduce((a, b) => a * b) },
    (_, i) => ((i * 7919) % 1009) / 504.5 - 1,
  );
  const outputs = model.predict(tensor(values, SHAPE));
  return Promise.all(outputs.map(async (output) => [...(await output.data())]));
}
