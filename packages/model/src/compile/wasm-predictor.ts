/** A program on the engine of `@miniseg/engine`: WebAssembly beside tfjs, whatever backend that has. */
import { Engine, type EngineOptions, type PixelImage, type Program } from '@miniseg/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { ImageLike } from '../segment/pixel-image.js';
import type { Segmentation, SegmentOptions } from '../segment/segment.js';
import type { Predictor } from './predictor.js';
import { type Slice, series } from './series.js';
import { warmUp } from './warm-up.js';

/** @throws EngineError when the engine cannot start. */
export async function wasmPredictor(program: Program, options: EngineOptions): Promise<Predictor> {
  const engine = await Engine.create(program, options);
  const run = async ({ image, size, ...options }: Slice): Promise<Segmentation> =>
    engine.segment(await pixels(image), { ...options, inputSize: size });
  const predictor: Predictor = {
    target: 'wasm',
    program,
    segment: ((images: ImageLike | readonly ImageLike[], options: SegmentOptions = {}) =>
      series(images, options, program.normalization, run)) as Predictor['segment'],
    async logits(input: Tensor4D) {
      const [batch, height, width, channels] = input.shape;
      const values = (await input.data()) as Float32Array;
      const length = height * width * channels;
      const results = new Float32Array(batch * height * width * engine.classes);
      for (let i = 0; i < batch; i++) {
        const one = engine.logits(values.subarray(i * length, (i + 1) * length), { height, width });
        results.set(one, i * one.length);
      }
      return tensor4d(results, [batch, height, width, engine.classes]);
    },
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => engine.dispose(),
  };
  return predictor;
}

async function pixels({ image, width, height, white }: Slice['image']): Promise<PixelImage> {
  if (!('dataId' in image)) return { data: image.data, width, height, white };
  return { data: await (image as Tensor).data(), width, height, white };
}
