/** From a model to a predictor that gives the same results in less time. */
import { env, engine as tfjs } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { otherNodes } from './basic-nodes.js';
import { checkOptions } from './check-options.js';
import { CompileError } from './errors.js';
import { lowerModel } from './lower/lower-model.js';
import { modelPredictor } from './model-predictor.js';
import type { Predictor } from './predictor.js';
import { tfjsPredictor } from './tfjs-predictor.js';
import { type WasmOptions, wasmPredictor } from './wasm-predictor.js';
import type { WebglPrecision } from './webgl/webgl-device.js';

/** Where and how `compile` lets a network run. */
export interface CompileOptions extends WasmOptions {
  /**
   * 'wasm': kernels of our own beside tfjs. 'webgl', 'webgpu': shaders of our own on the backend of that name, which must
   * be set. 'tfjs': fused ops on the backend that is set. Default 'auto': 'webgl' or 'webgpu' where that backend is set,
   * else 'wasm'.
   */
  target?: 'auto' | 'wasm' | 'webgl' | 'webgpu' | 'tfjs';
  /**
   * Of maps on 'webgl'. 'half' halves their memory and traffic; masks may then differ in more pixels. Default 'single'.
   */
  precision?: WebglPrecision;
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
    precision: 1,
    threads: 1,
    workers: 1,
    simd: 1,
  });
  const { target = 'auto', precision = 'single', ...wasmOptions } = options;
  if (!TARGETS.includes(target)) {
    throw new CompileError(
      'invalid-argument',
      `target is '${String(target)}'; it must be 'auto', 'wasm', 'webgl', 'webgpu' or 'tfjs'.`,
    );
  }
  if (precision !== 'single' && precision !== 'half') {
    throw new CompileError(
      'invalid-argument',
      `precision is '${String(precision)}'; it must be 'single' or 'half'.`,
    );
  }
  const program = await lowerModel(model).catch((error: unknown) => {
    if (target === 'tfjs' && CompileError.isInstance(error) && error.code === 'layer') return error;
    throw error;
  });
  if (CompileError.isInstance(program)) return modelPredictor(model, program.message);
  const others = otherNodes(program);
  if (target === 'tfjs' && others.length > 0) {
    return modelPredictor(model, `Only target 'wasm' computes ${others.join(', ')} in compiled form.`);
  }
  switch (target === 'auto' ? bestTarget(others) : target) {
    case 'webgl': {
      // Loaded for those who use it.
      const { webglDevice } = await import('./webgl/webgl-device.js');
      const { gpuPredictor } = await import('./gpu/predictor.js');
      return gpuPredictor(program, webglDevice(precision));
    }
    case 'webgpu': {
      const { webgpuDevice } = await import('./webgpu/webgpu-device.js');
      const { gpuPredictor } = await import('./gpu/predictor.js');
      return gpuPredictor(program, webgpuDevice());
    }
    case 'tfjs':
      return tfjsPredictor(program);
    default:
      return wasmPredictor(program, wasmOptions);
  }
}

/** @param others Nodes that the engine alone computes. */
function bestTarget(others: readonly string[]): 'wasm' | 'webgl' | 'webgpu' | 'tfjs' {
  if (others.length > 0) return 'wasm';
  const { backendName } = tfjs();
  if (backendName === 'webgl') return env().getNumber('WEBGL_VERSION') === 2 ? 'webgl' : 'tfjs';
  return backendName === 'webgpu' ? 'webgpu' : 'wasm';
}
