/** Weights and what computes, put together: the first choice that works. */
import type { BackendReport } from '@miniseg/backends';
import { ttaRuns } from '@miniseg/compile';
import { countParameters, modelMetadata } from '@miniseg/model';
import { version_core as tfjs } from '@tensorflow/tfjs-core';
import type { BackendChoice, EngineInfo, NetworkSlice, WeightsRequest } from '../shared/types.js';
import { VERSION } from '../shared/version.js';
import { loadWeights } from './load-weights.js';
import { compiledPredictor, type Predictor } from './predictor.js';
import { startBackend, startPlain } from './start-backend.js';

type Backend = Exclude<BackendChoice, 'auto'>;

/**
 * WebAssembly first: its masks are those of the command line on every machine, while graphics drivers round as they
 * like, and for a network this small no graphics card is needed.
 */
const AUTOMATIC: readonly Backend[] = ['wasm', 'webgl', 'cpu'];

/** Compiles what runs later, while the user still looks for a file. */
const WARM_UP: NetworkSlice = { data: new Uint8Array(64 * 64), width: 64, height: 64, white: 255 };

export interface Started {
  info: EngineInfo;
  /** Absent while nobody said the normalization. */
  predictor?: Predictor;
}

/** @throws {Error} of the weights, or one that says why nothing that computes could be started. */
export async function startPredictor({ files, backend, normalization }: WeightsRequest): Promise<Started> {
  const failures: string[] = [];
  for (const name of backend === 'auto' ? AUTOMATIC : [backend]) {
    let report: BackendReport | undefined;
    try {
      // The engine for WebAssembly runs beside tfjs, whose plainest backend holds the weights until it has them.
      if (name === 'wasm') await startPlain();
      else report = await startBackend(name, { check: name !== 'cpu' });
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
      continue;
    }
    const { model, file, sha256 } = await loadWeights(files);
    const { options, normalization: remembered, inputSize } = modelMetadata(model);
    const chosen = normalization ?? remembered;
    const info: EngineInfo = {
      backend: name,
      versions: { miniseg: VERSION, tfjs },
      hardware: report?.hardware,
      ...(report?.checks.length ? { checks: checksOf(report) } : {}),
      passedOver: [...failures],
      file,
      sha256,
      parameters: countParameters(model),
      classes: model.outputs[0].shape.at(-1) ?? 2,
      preset: options?.preset,
      trainedSize: inputSize,
      runs: { flips: ttaRuns('flips'), multiscale: ttaRuns('multiscale') },
      normalization: chosen,
    };
    if (!chosen) return { info };
    try {
      const predictor = await compiledPredictor(model, chosen, name);
      await predictor.predict(WARM_UP, { probability: false });
      return { info, predictor };
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
    }
  }
  throw new Error(
    `Nothing that computes could be started (${failures.join('; ')}). Choose another backend in the settings.`,
  );
}

function checksOf({ checks, defects }: BackendReport): EngineInfo['checks'] {
  return { passed: checks.length - defects.length, total: checks.length };
}
