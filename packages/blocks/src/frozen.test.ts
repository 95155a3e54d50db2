import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { ConvBlock, SegmentationHead } from './index.js';

function network() {
  const image = input({ shape: [null, null, 3] });
  const block = new ConvBlock({ filters: 4, seed: 1, name: 'block' });
  const map = block.apply(image) as SymbolicTensor;
  const head = new SegmentationHead({ classes: 2, seed: 2 }).apply(map) as SymbolicTensor;
  return { net: model({ inputs: image, outputs: head }), block };
}

const running = (block: ConvBlock) =>
  block.weights
    .filter(({ originalName }) => originalName.includes('moving'))
    .map((weight) => [...(weight.read().dataSync() as Float32Array)]);

describeOnBackends('a frozen block', () => {
  it.each(['the layer', 'the whole model'])(
    'keeps its running values and uses them in training: %s',
    (which) => {
      const { net, block } = network();
      const x = tf.randomNormal([2, 16, 16, 3], 3, 2, 'float32', 5);
      const before = running(block);
      (which === 'the layer' ? block : net).trainable = false;
      const trained = net.apply(x, { training: true }) as tf.Tensor;
      expect(running(block)).toEqual(before);
      expect([...trained.dataSync()]).toEqual([...(net.apply(x) as tf.Tensor).dataSync()]);
      (which === 'the layer' ? block : net).trainable = true;
      net.apply(x, { training: true });
      expect(running(block)).not.toEqual(before);
      x.dispose();
      net.dispose();
    },
  );
});

describeOnBackends(
  'a block among layers of another copy of tfjs',
  () => {
    it('says that there are two copies, and how to have one', () => {
      // What the other copy hands over is a symbolic tensor that this copy does not know as one.
      const foreign = Object.assign(Object.create(null), {
        sourceLayer: layers.reLU(),
        shape: [null, 8, 8, 3],
      });
      expect(() => new ConvBlock({ filters: 4 }).call(foreign, {})).toThrow(
        /two are loaded.*npm ls.*npm dedupe/,
      );
      expect(() => new ConvBlock({ filters: 4 }).call('x' as never, {})).toThrow(/'x'; it must be a tensor/);
    });
  },
  { only: ['cpu', 'webgl'] },
);
