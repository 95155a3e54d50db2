/** A run that takes a fraction of a second: a tiny model with two heads and dropout, on generated stripes. */
import { ConvBlock, SegmentationHead, Upsample } from '@miniseg/blocks';
import { BatchSource, gaussianNoise, type LoadSample, Random } from '@miniseg/data';
import { crossEntropy } from '@miniseg/losses';
import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import { evaluator, passes, type TrainerOptions, type TrainingSource } from '../src/index.js';

/** Noise with a bright square, whose mask is class 1. */
export function squareLoader(size: number): LoadSample {
  return ({ index }) => {
    const random = Random.from('square', index);
    const [top, left] = [random.int(1, size / 2), random.int(1, size / 2)];
    const mask = new Uint8Array(size * size);
    const image = new Float32Array(size * size * 3);
    for (let at = 0; at < mask.length; at++) {
      const [y, x] = [Math.floor(at / size) - top, (at % size) - left];
      mask[at] = Math.min(x, y) >= 0 && Math.max(x, y) < size / 3 ? 1 : 0;
      image.fill(2 * mask[at] - 1 + 0.3 * random.normal(), 3 * at, 3 * at + 3);
    }
    return { width: size, height: size, channels: 3, image, mask };
  };
}

/** Two passes of other sizes, with augmentation. */
export function smallData({ count = 5, batchSize = 2, seed = 3 } = {}) {
  return passes(
    [16, 12].map(
      (size, pass) =>
        new BatchSource({
          count,
          load: squareLoader(size),
          batchSize,
          seed: seed + pass,
          augment: gaussianNoise(),
        }),
    ),
  );
}

/** The first batch of the data again and again. */
export async function repeatedBatch(batches: number): Promise<TrainingSource> {
  const batch = (await smallData().epoch(0)[Symbol.asyncIterator]().next()).value;
  return {
    batchesPerEpoch: batches,
    epoch: async function* (_, start = 0) {
      for (let i = start; i < batches; i++) yield batch;
    },
  };
}

/** Dropout, batch normalization, two outputs of which the second is smaller than the images. 1,268 parameters. */
export function smallModel(seed = 5): LayersModel {
  const image = input({ shape: [null, null, 3], name: 'image' });
  const fine = new ConvBlock({ filters: 8, seed, name: 'fine' }).apply(image);
  const coarse = new ConvBlock({ filters: 12, strides: 2, seed: seed + 1, name: 'coarse' }).apply(fine);
  const up = new Upsample({ name: 'up' }).apply([coarse, fine] as Parameters<Upsample['apply']>[0]);
  const head = (name: string) => new SegmentationHead({ classes: 2, dropout: 0.2, seed: seed + 2, name });
  return model({
    inputs: image,
    outputs: [head('head1').apply(up), head('head2').apply(coarse)] as LayersModel['outputs'],
  });
}

export function smallOptions(model: LayersModel): TrainerOptions {
  return {
    model,
    data: smallData(),
    epochs: 2,
    loss: crossEntropy({ classWeights: [1, 3] }),
    evaluation: { run: evaluator({ count: 2, load: squareLoader(16) }) },
    seed: 11,
  };
}
