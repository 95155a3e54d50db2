/** One block against the golden values of the same block in PyTorch: outputs, all gradients, running values. */
import * as tf from '@tensorflow/tfjs-core';
import { input, type layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { it } from 'vitest';
import { describeOnBackends } from './backends.js';
import { expectClose } from './expect-close.js';
import { Golden } from './golden.js';
import { SHARED_HINT, sharedAvailable } from './shared.js';

/** How PyTorch lays out a weight, against [height, width, in, out] here. */
export type GoldenLayout = 'hwio' | 'depthwise' | 'vector';
/** Weight name (last part) of the layer -> its layout and key in the golden file. */
export type GoldenKeys = Record<string, readonly [GoldenLayout, string]>;

const TOLERANCE = { absolute: 2e-4, relative: 1e-4 };

/** Options of `expectBlockGolden`. */
export interface BlockGoldenOptions {
  /** Splits the golden input into the layer's inputs. Default: one input. */
  split?: (x: tf.Tensor4D) => tf.Tensor4D[];
}

/** Declares tests, on every backend, for training and evaluation mode. */
export function expectBlockGolden(
  file: string,
  create: () => layers.Layer,
  keys: GoldenKeys,
  { split = (x) => [x] }: BlockGoldenOptions = {},
): void {
  describeOnBackends(`${file} (${SHARED_HINT})`, () => {
    for (const mode of ['eval', 'train']) {
      it.skipIf(!sharedAvailable)(`outputs and gradients equal PyTorch's in ${mode} mode`, async () => {
        const golden = await Golden.load(file);
        const read = (layout: GoldenLayout, key: string) =>
          layout === 'vector' ? golden.tensor(key) : golden[layout](key);
        const layer = create();
        const x = golden.nhwc('x');
        const r = golden.nhwc('R');
        const parts = tf.tidy(() => split(x));
        const symbols = parts.map((part) => input({ shape: [null, null, part.shape[3]] }));
        const owner = model({
          inputs: symbols,
          outputs: layer.apply(symbols.length === 1 ? symbols[0] : symbols) as SymbolicTensor,
        });
        const keyOf = (name: string) => {
          const known = keys[name.slice(name.lastIndexOf('/') + 1)];
          if (!known) throw new Error(`No golden key for weight ${name}`);
          return known;
        };
        for (const weight of layer.weights) {
          const [layout, key] = keyOf(weight.originalName);
          const value = read(layout, `w:${key}`);
          weight.write(value);
          value.dispose();
        }
        const forward = (inputs: tf.Tensor[]) => {
          const y = layer.apply(inputs.length === 1 ? inputs[0] : inputs, { training: mode === 'train' }) as
            | tf.Tensor
            | tf.Tensor[];
          return Array.isArray(y) ? tf.concat(y, 3) : y;
        };
        const before = layer.nonTrainableWeights.map((weight) => tf.clone(weight.read()));
        const y = tf.tidy(() => forward(parts));
        await expectClose(y, golden.nhwc(`${mode}:y`), TOLERANCE, `${mode}:y`);
        if (mode === 'train') {
          for (const weight of layer.nonTrainableWeights) {
            const [, key] = keyOf(weight.originalName);
            await expectClose(weight.read(), golden.tensor(`train:after:${key}`), TOLERANCE, `after ${key}`);
          }
        }
        for (const [i, weight] of layer.nonTrainableWeights.entries()) weight.write(before[i]);
        const loss = (inputs: tf.Tensor[]) => tf.sum(tf.mul(forward(inputs), r)) as tf.Scalar;
        const dx = tf.tidy(() => tf.concat(tf.grads((...inputs) => loss(inputs))(parts), 3));
        await expectClose(dx, golden.nhwc(`${mode}:dx`), TOLERANCE, `${mode}:dx`);
        const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
        const { grads } = tf.tidy(() => tf.variableGrads(() => loss(parts), variables));
        for (const weight of layer.trainableWeights) {
          const [layout, key] = keyOf(weight.originalName);
          await expectClose(
            grads[(weight.read() as tf.Variable).name],
            read(layout, `${mode}:d:${key}`),
            TOLERANCE,
            `${mode}:d:${key}`,
          );
        }
        tf.dispose(grads);
        owner.dispose();
      });
    }
  });
}
