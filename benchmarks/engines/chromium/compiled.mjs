/** In the page: the network as `compile()` runs it. */
import { Engine, loadProgram } from '@miniseg/engine';

export async function start({ size, threads }, bytesOf) {
  const engine = await Engine.create(loadProgram(await bytesOf('program')), { threads });
  const image = new Float32Array(await bytesOf('imageNhwc'));
  return {
    name: `@miniseg/engine, ${engine.simd} SIMD`,
    layout: 'pixels',
    classes: engine.classes,
    run: () => engine.logits(image, { height: size, width: size }),
  };
}
