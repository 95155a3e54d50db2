/** A program in ops of tfjs, on the backend that is set: fewer and fused ones than the model's. */
import { classifyLogits, type Program } from '@miniseg/engine';
import { resizeBilinear } from '@miniseg/ops';
import { dispose, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { networkInput } from '../segment/network-input.js';
import type { ImageLike } from '../segment/pixel-image.js';
import type { Segmentation, SegmentOptions } from '../segment/segment.js';
import type { Predictor } from './predictor.js';
import { type Slice, series } from './series.js';
import { TfjsExecutor } from './tfjs-executor.js';
import { warmUp } from './warm-up.js';

export function tfjsPredictor(program: Program): Predictor {
  const executor = new TfjsExecutor(program);
  const { channels } = program.nodes[0];
  const run = async ({ image, normalization, size, probabilities }: Slice): Promise<Segmentation> => {
    const { height, width } = image;
    const logits = tidy(() => {
      const input = networkInput(image, channels, size, normalization);
      return resizeBilinear(executor.execute(input), [height, width]);
    });
    try {
      const classes = logits.shape[3];
      const values = (await logits.data()) as Float32Array;
      return { height, width, classes, ...classifyLogits(values, classes, probabilities) };
    } finally {
      dispose(logits);
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
