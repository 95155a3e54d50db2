/** What runs the network: the compiled form of the model, or the model itself on tfjs. */

import { CompileError, compile, type Predictor, type SlicePredictor } from '@miniseg/compile';
import { EngineError } from '@miniseg/engine';
import { enableRelaxedSimd } from '@miniseg/engine/node';
import { segment } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';

export interface EngineChoice {
  /** Default: compiled where the network and the machine allow it. */
  engine?: 'compiled' | 'plain';
  /** That work on one slice together. */
  threads?: number;
  /** That take a slice each. Default: as many as there are cores, where there is more than one slice. */
  workers?: number;
}

export interface StartedEngine {
  predictor: SlicePredictor;
  /** For the report. */
  engine: { name: 'compiled' | 'plain'; threads?: number | 'auto'; workers?: number };
  /** Why it is not what it would be elsewhere. */
  notes: string[];
  dispose(): void;
}

/** @throws {CliError} for options that contradict each other; ModelError or EngineError for a choice that cannot be had. */
export async function startEngine(
  model: LayersModel,
  { engine, threads, workers }: EngineChoice,
  severalSlices: boolean,
): Promise<StartedEngine> {
  checkChoice({ engine, threads, workers });
  if (engine === 'plain') return plain(model, []);
  enableRelaxedSimd();
  const alone = threads ?? (severalSlices || workers !== undefined ? undefined : ('auto' as const));
  const how = alone === undefined ? { workers: workers ?? ('auto' as const) } : { threads: alone };
  try {
    const predictor = await compile(model, { target: 'wasm', ...how });
    return {
      predictor,
      engine: {
        name: 'compiled',
        ...(predictor.workers ? { workers: predictor.workers } : { threads: alone }),
      },
      notes: [],
      dispose: () => predictor.dispose(),
    };
  } catch (error) {
    // Somebody who counts workers or threads wants the engine that has them.
    const asked = engine === 'compiled' || (threads ?? workers) !== undefined;
    if (asked || !(CompileError.isInstance(error) || EngineError.isInstance(error))) throw error;
    return plain(model, [`The network runs on tfjs, as it has no compiled form here: ${error.message}`]);
  }
}

function checkChoice({ engine, threads, workers }: EngineChoice): void {
  if (threads !== undefined && workers !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--threads (many on one slice) and --workers (a slice each) exclude each other; give one of them.',
    );
  }
  if (engine === 'plain' && (threads ?? workers) !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--threads and --workers are of the compiled engine; leave them or --engine plain out.',
    );
  }
}

function plain(model: LayersModel, notes: string[]): StartedEngine {
  const run = (images: never, options: never) => segment(model, images, options);
  const predictor: SlicePredictor = { segment: run as Predictor['segment'] };
  return { predictor, engine: { name: 'plain' }, notes, dispose: () => {} };
}
