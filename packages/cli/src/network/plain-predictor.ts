/** A model on tfjs in the form of a predictor. */
import type { Predictor, SlicePredictor } from '@miniseg/compile';
import { segment } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export function plainPredictor(model: LayersModel): SlicePredictor {
  const run = (images: never, options: never) => segment(model, images, options);
  return { segment: run as Predictor['segment'] };
}
