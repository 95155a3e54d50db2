/** Four small phantom slices as one batch, again and again. */
import { phantomSlice8bit } from '@miniseg/data';
import { crossEntropy } from '@miniseg/losses';
import { constant, type TrainerOptions, type TrainingBatch, type TrainingSource } from '@miniseg/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { headWeights } from '../src/index.js';

/** Normalized, grey replicated to three channels. */
export function phantoms(size: number, count = 4) {
  const image = new Float32Array(count * size * size * 3);
  const mask = new Uint8Array(count * size * size);
  for (let k = 0; k < count; k++) {
    const slice = phantomSlice8bit({
      seed: k,
      size,
      lesions: { groundGlass: 9, consolidation: 0.5, extent: 2 },
    });
    mask.set(slice.mask, k * size * size);
    for (const [i, value] of slice.image.entries()) {
      image.fill((value / 255 - 0.5) / 0.3, 3 * (k * size * size + i), 3 * (k * size * size + i) + 3);
    }
  }
  return { image, mask };
}

export function source(size: number, steps: number): TrainingSource {
  const { image, mask } = phantoms(size);
  const batch: TrainingBatch = {
    images: image,
    masks: mask,
    shape: [4, size, size, 3],
    indices: [0, 1, 2, 3],
  };
  return {
    batchesPerEpoch: steps,
    epoch: async function* (_, start = 0) {
      for (let i = start; i < steps; i++) yield batch;
    },
  };
}

/** Rates of networks that the usual one moves too slowly: all their maps are narrow at the end. */
const RATES: Record<string, number> = { enet: 3e-3, espnet: 2e-2, espnetv2: 3e-3 };

export function trainerOptions(model: LayersModel, size: number, steps: number): TrainerOptions {
  return {
    model,
    data: source(size, steps),
    epochs: 1,
    loss: crossEntropy(),
    headWeights: headWeights(model),
    schedule: constant(RATES[model.name] ?? 1e-3),
    seed: 7,
  };
}
