/** Dropout and its kin: what they draw must follow from the run's seed and the step alone. */
import { Random } from '@miniseg/data/samples';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

interface SeededLayer extends Layer {
  seed?: number;
  /** `SegmentationHead` of `@miniseg/blocks`, and any layer that draws from both, has a counter too. */
  steps?: number;
}

/** The dropout layers of tfjs draw the same mask in every call with a seed, and any mask without. */
const SEEDED = ['Dropout', 'AlphaDropout', 'SpatialDropout1D'];
const UNSEEDED = ['GaussianNoise', 'GaussianDropout'];

/**
 * Runs `body` with every random layer of the model seeded for this call. It needs no state: a resumed run draws what an
 * uninterrupted one draws. Afterwards the layers have the seeds that they were made with.
 */
export function withSeededLayers<T>(model: LayersModel, seed: number, microStep: number, body: () => T): T {
  const undo: (() => void)[] = [];
  for (const layer of model.layers) {
    if (!isSeeded(layer)) continue;
    const own = layer.seed;
    undo.push(() => {
      layer.seed = own;
    });
    if (layer.steps === undefined) layer.seed = draw(seed, layer.name, microStep);
    else {
      layer.seed ??= draw(seed, layer.name);
      layer.steps = microStep;
    }
  }
  try {
    return body();
  } finally {
    for (const restore of undo) restore();
  }
}

/** Names of layers whose chance nobody can seed: with them a run cannot be repeated. */
export function unseededLayers(model: LayersModel): string[] {
  return model.layers.filter((layer) => UNSEEDED.includes(layer.getClassName())).map(({ name }) => name);
}

function isSeeded(layer: Layer): layer is SeededLayer {
  return ('steps' in layer && typeof layer.steps === 'number') || SEEDED.includes(layer.getClassName());
}

/** Positive: tfjs takes a seed of 0 for none. */
function draw(...keys: (number | string)[]): number {
  return (Random.from(...keys).bits() >>> 1) + 1;
}
