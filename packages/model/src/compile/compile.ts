/** From a model to a predictor that gives the same results in less time. */
import type { EngineOptions } from '@miniseg/engine';
import { engine as tfjs } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.js';
import { lowerModel } from './lower-model.js';
import type { Predictor } from './predictor.js';
import { tfjsPredictor } from './tfjs-predictor.js';
import { wasmPredictor } from './wasm-predictor.js';

export interface CompileOptions extends EngineOptions {
  /**
   * 'wasm': kernels of our own beside tfjs. 'tfjs': fused ops on the backend that is set. Default 'auto': 'tfjs' where
   * that backend is a graphics card's, else 'wasm'.
   */
  target?: 'auto' | 'wasm' | 'tfjs';
}

const GRAPHICS_CARD = ['webgl', 'webgpu'];

/**
 * Folds batch normalization into filters, merges what is linear, drops what only training needs, and fuses the rest;
 * logits stay within 1e-3 of the model's. The weights are copied: the model may be trained on or disposed.
 *
 * @param model What `miniSeg` returned, or any model of these blocks that ends in a head resized to its image.
 * @throws ModelError for another model or an unknown target; EngineError for options that the machine cannot meet.
 * @example
 * const predictor = await compile(model, { threads: 2 });
 * const { mask } = await predictor.segment(slice);
 * predictor.dispose();
 */
export async function compile(model: LayersModel, options: CompileOptions = {}): Promise<Predictor> {
  const { target = 'auto', ...engineOptions } = options;
  if (!['auto', 'wasm', 'tfjs'].includes(target)) {
    throw new ModelError('option', `target is '${String(target)}'; it must be 'auto', 'wasm' or 'tfjs'.`);
  }
  const program = await lowerModel(model);
  const accelerated = GRAPHICS_CARD.includes(tfjs().backendName);
  return target === 'tfjs' || (target === 'auto' && accelerated)
    ? tfjsPredictor(program)
    : wasmPredictor(program, engineOptions);
}
