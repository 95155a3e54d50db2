/** Calls of `@miniseg/compile` that work. */
import * as compile from '@miniseg/compile';
import type { Program } from '@miniseg/engine';
import { miniSeg, setModelMetadata } from '@miniseg/model';
import { ones, type Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Entries, PackageEntries } from './walk-entries.js';

let made: LayersModel | undefined;
function model(): LayersModel {
  if (!made) {
    made = miniSeg({ preset: 'aaai', seed: 1 });
    setModelMetadata(made, { normalization: { mean: 0.5, std: 0.3 } });
  }
  return made;
}
const image = () => ({ data: new Uint8Array(256), width: 16, height: 16 });
const input = () => ones([1, 16, 16, 3]) as Tensor4D;
/** One predictor for all calls. */
let real: compile.Predictor;
const normalization = () => ({ mean: 0.5, std: 0.3 });
const options = () => ({ normalization: normalization(), inputSize: 32 });
const volume = () => ({ data: new Uint8Array(512), shape: [2, 16, 16] as const });
let program: Program;

/** What takes a promise to make. */
export async function prepareCompile(): Promise<void> {
  program = await compile.lowerModel(model());
  real = await compile.compile(model(), { target: 'wasm', threads: 1 });
}
const data = 'typo';

const entries: Entries = {
  compile: {
    valid: () => [model(), { target: 'wasm', threads: 1, simd: 'auto' }],
    call: async (...given: Parameters<typeof compile.compile>) => (await compile.compile(...given)).dispose(),
    fine: { 1: 'undefined object' },
  },
  'compile.segment': {
    valid: () => [image(), options()],
    call: (...given: [never, never]) => real.segment(...given),
    // A list of no images has no masks.
    fine: { 0: `array ${data}`, 1: 'undefined object' },
  },
  'compile.logits': { valid: () => [input()], call: (given) => real.logits(given) },
  'compile.warmUp': { valid: () => [32], call: (given) => real.warmUp(given) },
  ensemble: { valid: () => [[real], { tta: 'flips' }], fine: { 1: 'undefined object' } },
  'ensemble.segment': {
    valid: () => [image(), options()],
    call: (...given: [never, never]) => compile.ensemble([real]).segment(...given),
    fine: { 0: `array ${data}`, 1: 'undefined object' },
  },
  programPredictor: {
    valid: () => [program, { threads: 1, simd: 'auto' }],
    call: async (...given: Parameters<typeof compile.programPredictor>) =>
      (await compile.programPredictor(...given)).dispose(),
    fine: { 0: data, 1: 'undefined object' },
  },
  ttaRuns: { valid: () => ['flips'], fine: { 0: 'undefined' } },
  lowerModel: { valid: () => [model()] },
  segmentAll: {
    valid: () => [real, [image()], options()],
    call: async (...given: Parameters<typeof compile.segmentAll>) => {
      const { value } = await compile.segmentAll(...given).next();
      // A slice that fails is a result.
      if (value?.status === 'rejected') throw value.reason;
    },
    fine: { 0: data, 1: 'array', 2: 'undefined object' },
  },
  segmentVolume: {
    valid: () => [real, volume(), options()],
    fine: { 0: data, 1: data, 2: 'undefined object' },
  },
  slicesAhead: { valid: () => [real], fine: { 0: `object ${data}` } },
  segmentSlidingWindow: {
    valid: () => [
      real,
      image(),
      { normalization: normalization(), slidingWindow: { size: 16, overlap: 0.5 } },
    ],
    fine: { 0: data, 1: data },
  },
  TfjsExecutor: {
    valid: () => [program],
    fine: { 0: data },
  },
};

export const COMPILE: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/compile.error'), Symbol.for('@miniseg/engine.error')],
};
