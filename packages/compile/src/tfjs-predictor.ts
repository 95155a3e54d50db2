/** A program in ops of tfjs, on the backend that is set: fewer and fused ones than the model's. */
import { classifyLogits, type Program } from '@miniseg/engine';
import type { ImageLike, Segmentation, SegmentOptions } from '@miniseg/model';
import { networkInput } from '@miniseg/model';
import { resizeBilinear } from '@miniseg/ops';
import { argMax, dispose, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Predictor } from './predictor.js';
import { type Slice, series } from './series.js';
import { TfjsExecutor } from './tfjs-executor.js';
import { warmUp } from './warm-up.js';

export function tfjsPredictor(program: Program): Predictor {
  const executor = new TfjsExecutor(program);
  const { channels } = program.nodes[0];
  const { channels: classes } = program.nodes[program.output];
  const run = async ({ image, normalization, size, probabilities }: Slice): Promise<Segmentation> => {
    const { height, width } = image;
    // Of a mask alone the device returns one number for each pixel.
    const output = tidy((): Tensor => {
      const input = networkInput(image, channels, size, normalization);
      const logits = resizeBilinear(executor.execute(input), [height, width]);
      return probabilities ? logits : argMax(logits, 3);
    });
    try {
      const values = await output.data();
      if (!probabilities) return { height, width, classes, mask: Uint8Array.from(values) };
      return { height, width, classes, ...classifyLogits(values as Float32Array, classes, true) };
    } finally {
      dispose(output);
    }
  };
  const predictor: Predictor = {
    target: 'tfjs',
    program,
    segment: ((images: ImageLike | readonly ImageLike[], options: SegmentOptions = {}) =>
      series(images, options, program.normalization, run)) as Predictor['segment'],
    logits: async (input: Tensor4D) => executor.execute(input),
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => executor.dispose(),
  };
  return predictor;
}
