/** A program in ops of tfjs, on the backend that is set: fewer and fused ones than the model's. */
import { classifyLogits, networkInput, type Program, type Slice, twoClasses } from '@miniseg/engine';
import { resizeBilinear } from '@miniseg/ops';
import { argMax, dispose, type Tensor, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { networkOutput } from './network-output.js';
import { checkInput, type Predictor } from './predictor.js';
import { segmentWith } from './series.js';
import { TfjsExecutor } from './tfjs-executor.js';
import { warmUp } from './warm-up.js';

export function tfjsPredictor(program: Program): Predictor {
  const pair = twoClasses(program);
  const executor = new TfjsExecutor(pair);
  const { channels } = pair.nodes[0];
  const { channels: classes } = pair.nodes[pair.output];
  const run = async (slice: Slice) => {
    const { height, width } = slice.image;
    // Of a mask alone the device returns one number for each pixel.
    const output = tidy((): Tensor => {
      const { size } = slice;
      const input = tensor4d(networkInput(slice, channels), [1, size.height, size.width, channels]);
      const logits = resizeBilinear(executor.execute(input), [height, width]);
      return slice.probabilities ? logits : argMax(logits, 3);
    });
    try {
      const values = await output.data();
      if (!slice.probabilities) return { height, width, classes, mask: Uint8Array.from(values) };
      return { height, width, classes, ...classifyLogits(values as Float32Array, classes, true) };
    } finally {
      dispose(output);
    }
  };
  const predictor: Predictor = {
    target: 'tfjs',
    program,
    segment: segmentWith(program, run),
    async logits(input: Tensor4D) {
      checkInput(input);
      return networkOutput(program, executor.execute(input));
    },
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => executor.dispose(),
  };
  return predictor;
}
