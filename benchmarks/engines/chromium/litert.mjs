/** In the page: LiteRT.js on its wasm backend, XNNPACK. */
import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';

export async function start({ size, threads, version }, bytesOf) {
  await loadLiteRt('/runtime/', { threads: threads > 1 });
  const model = await loadAndCompile(new Uint8Array(await bytesOf('tflite')), {
    accelerator: 'wasm',
    cpuOptions: { numThreads: threads },
  });
  const pixels = new Float32Array(await bytesOf('image'));
  return {
    name: `LiteRT.js ${version}`,
    layout: 'planes',
    async run() {
      const image = new Tensor(pixels, [1, 3, size, size]);
      const [output] = await model.run(image);
      const logits = (await output.data()).slice();
      image.delete();
      output.delete();
      return logits;
    },
  };
}
