/** From a model to a predictor that gives the same results in less time. */
import { env, engine as tfjs } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { otherNodes } from './basic-nodes.js';
import { checkOptions } from './check-options.js';
import { CompileError } from './errors.js';
import { fastest } from './fastest.js';
import { hasGraphicsCard } from './graphics-card.js';
import { lowerModel } from './lower/lower-model.js';
import { modelPredictor } from './model-predictor.js';
import type { Predictor, Target } from './predictor.js';
import type { WasmOptions } from './program-predictor.js';
import { tfjsPredictor } from './tfjs-predictor.js';
import { wasmPredictor } from './wasm-predictor.js';

/** Where and how `compile` lets a network run. */
export interface CompileOptions extends WasmOptions {
  /**
   * 'wasm': kernels of our own beside tfjs. 'webgpu': shaders of our own, without tfjs's webgpu backend or on its device
   * where that backend is set. 'webgl': the same on the backend of that name, which must be set. 'tfjs': fused ops on the
   * backend that is set. Default 'auto': the fastest of wasm, of webgl where that backend is set, and of webgpu where there
   * is a graphics card or that backend is set; a small slice is timed on each, once a session for a network, and
   * `predictor.reason` gives the figures. With `threads`, `workers`, `simd`, `wide` or `maxMemory`: wasm, which has them.
   */
  target?: 'auto' | Target;
}

const TARGETS: readonly string[] = ['auto', 'wasm', 'webgl', 'webgpu', 'tfjs'];

/**
 * Folds batch normalization into filters, merges what is linear, drops what only training needs, and fuses the rest;
 * logits stay within 1e-3 of the model's. The weights are copied: the model may be trained on or disposed.
 *
 * @param model With one image as input and a map as first output: of layers of tfjs, of `@miniseg/blocks`, or both. With
 *   target 'tfjs' a model with other layers runs as it is (`predictor.reason` says why), and must not be disposed.
 * @throws {CompileError} for a layer without a compiled form, by its name, and for an unknown target or option; EngineError
 *   for options that the machine cannot meet.
 * @example
 * const predictor = await compile(model, { threads: 2 });
 * const { mask } = await predictor.segment(slice);
 * predictor.dispose();
 */
export async function compile(model: LayersModel, options: CompileOptions = {}): Promise<Predictor> {
  checkOptions('compile', options, {
    target: 1,
    threads: 1,
    workers: 1,
    simd: 1,
    wide: 1,
    maxMemory: 1,
  });
  const { target = 'auto', ...wasmOptions } = options;
  if (!TARGETS.includes(target)) {
    throw new CompileError(
      'invalid-argument',
      `target is '${String(target)}'; it must be 'auto', 'wasm', 'webgl', 'webgpu' or 'tfjs'.`,
    );
  }
  const program = await lowerModel(model).catch((error: unknown) => {
    if (target === 'tfjs' && CompileError.isInstance(error) && error.code === 'layer') return error;
    throw error;
  });
  if (CompileError.isInstance(program)) return modelPredictor(model, program.message);
  if (target === 'tfjs') {
    const others = otherNodes(program);
    if (others.length === 0) return tfjsPredictor(program);
    return modelPredictor(model, `Target 'tfjs' computes ${others.join(', ')} in the model's own layers.`);
  }
  // Loaded for those who use it.
  const makers = {
    wasm: () => wasmPredictor(program, wasmOptions),
    webgl: async () => (await import('./webgl/predictor.js')).webglPredictor(program),
    webgpu: async () => (await import('./webgpu/predictor.js')).webgpuPredictor(program),
  };
  if (target !== 'auto') return makers[target]();
  const { wasm, webgl, webgpu } = makers;
  if (Object.values(wasmOptions).some((value) => value !== undefined)) return wasm();
  const { backendName } = tfjs();
  return fastest(program, {
    wasm,
    ...(backendName === 'webgl' && env().getNumber('WEBGL_VERSION') === 2 && { webgl }),
    ...((backendName === 'webgpu' || (await hasGraphicsCard())) && { webgpu }),
  });
}
