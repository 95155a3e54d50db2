/** The time of one image. */
import { dispose, type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The shorter one of two predictions, the first of which also prepares the backend. */
export async function millisecondsOf(model: LayersModel, image: number[]): Promise<number> {
  const x = zeros(image);
  const times: number[] = [];
  for (let run = 0; run < 2; run++) {
    const start = performance.now();
    const outputs = [model.predict(x)].flat() as Tensor[];
    await outputs[0].data();
    times.push(performance.now() - start);
    dispose(outputs);
  }
  x.dispose();
  return Math.min(...times);
}
