/** The one place that runs a network. */
import { compile, ensemble } from '@miniseg/compile';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type {
  BackendChoice,
  NetworkSlice,
  Normalization,
  Prediction,
  PredictOptions,
} from '../shared/types.js';

export interface Predictor {
  predict(slice: NetworkSlice, options: PredictOptions): Promise<Prediction>;
  dispose(): void;
}

/** @param model Is disposed: its weights live on in the predictor. */
export async function compiledPredictor(
  model: LayersModel,
  normalization: Normalization,
  backend: BackendChoice,
): Promise<Predictor> {
  // One thread each: the page's workers share a volume slice by slice, which needs no shared memory.
  const target = backend === 'wasm' ? 'wasm' : backend === 'cpu' ? 'tfjs' : 'auto';
  const compiled = await compile(model, { target, threads: 1 });
  model.dispose();
  return {
    async predict({ data, width, height, white, inputSize }, { probability, tta }) {
      const chosen = tta ? ensemble([compiled], { tta }) : compiled;
      const result = await chosen.segment(
        { data, width, height, white },
        { normalization, inputSize, probabilities: probability },
      );
      const { mask, classes, probabilities } = result;
      if (!probabilities) return { mask, classes };
      const foreground = mask.map((_, pixel) => Math.round(255 * (1 - probabilities[pixel * classes])));
      return { mask, classes, probability: foreground };
    },
    dispose: () => compiled.dispose(),
  };
}
