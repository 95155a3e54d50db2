/** Runs a network on slices, several of these on those of a volume; or teaches it. */
import { enableProdMode } from '@tensorflow/tfjs-core';
import { expose, transfer } from 'comlink';
import type {
  BackendOffer,
  EngineInfo,
  NetworkSlice,
  Prediction,
  PredictOptions,
  TrainRequest,
  WeightsRequest,
} from '../shared/types.js';
import type { Predictor } from './predictor.js';
import { contextLost, loseContext, offeredBackends } from './start-backend.js';
import { startPredictor } from './start-predictor.js';

let predictor: Predictor | undefined;
let lost: Promise<never> | undefined;
const training = new AbortController();

const api = {
  /** Undefined `normalization` in the answer: the weights do not remember theirs, and the user must give it. */
  async start(request: WeightsRequest): Promise<EngineInfo> {
    enableProdMode();
    const started = await startPredictor(request);
    predictor = started.predictor;
    lost = contextLost();
    // Nobody may be computing at that moment.
    lost?.catch(() => {});
    return started.info;
  },

  async predict(slice: NetworkSlice, options: PredictOptions): Promise<Prediction> {
    if (!predictor) throw new Error('The weights are not ready yet.');
    const computed = predictor.predict(slice, options);
    // What waits for a lost context waits for ever.
    const prediction = await (lost ? Promise.race([lost, computed]) : computed);
    const { mask, probability } = prediction;
    return transfer(prediction, probability ? [mask.buffer, probability.buffer] : [mask.buffer]);
  },

  /** In a worker that does nothing else: the network that predicts stays as it is. */
  async train(request: TrainRequest, onStep: (step: number, loss: number) => void): Promise<Uint8Array> {
    const { train } = await import('./train.js');
    const file = await train(request, onStep, training.signal);
    return transfer(file, [file.buffer]);
  },

  /** In a worker that does nothing else: backends that are started here would be in the way. */
  offers: (): Promise<BackendOffer[]> => offeredBackends(),

  stopTraining: () => training.abort(),

  loseContext,
};

export type EngineApi = typeof api;

expose(api);
