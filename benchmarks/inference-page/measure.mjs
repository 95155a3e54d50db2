/** One case of the inference benchmark: the same code in Node and in the page. */
import { useBackend } from '@miniseg/backends';
import { miniSeg } from '@miniseg/model';
import { memory, randomUniform, tidy } from '@tensorflow/tfjs-core';

export const SIZE = 512;
/** Rounds after the first that are run and not counted. */
const WARM_UP = { wasm: 3, webgl: 2, cpu: 0 };

/**
 * Times the network alone, one image, from the input tensor to the logits of its first output read back: what
 * `segment()` runs, without the heads of deep supervision.
 *
 * @returns Milliseconds of the first run (on webgl with the compilation of shaders) and of each counted round.
 */
export async function measure({ preset, backend, rounds }) {
  await useBackend(backend);
  const model = miniSeg({ preset, seed: 1 });
  const image = randomUniform([1, SIZE, SIZE, 3], -1, 1, 'float32', 1);
  const run = async () => {
    const start = performance.now();
    const logits = tidy(() => model.execute(image, model.outputs[0].name));
    await logits.data();
    const ms = performance.now() - start;
    logits.dispose();
    return ms;
  };
  const first = await run();
  for (let i = 0; i < WARM_UP[backend]; i++) await run();
  const times = [];
  for (let i = 0; i < rounds; i++) times.push(await run());
  // Only webgl tells; freed textures are kept for reuse, so what is allocated is the most that was ever needed.
  return { first, times, textureBytes: memory().numBytesInGPUAllocated };
}
