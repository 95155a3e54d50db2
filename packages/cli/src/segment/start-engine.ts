/** What runs the network: the compiled form of the model, or the model itself on tfjs. */

import { availableParallelism } from 'node:os';
import type { Predictor } from '@miniseg/compile';
import {
  ensemble,
  programPredictor,
  type SlicePredictor,
  type TestTimeAugmentation,
} from '@miniseg/compile/program';
import { EngineError } from '@miniseg/engine';
import { enableRelaxedSimd } from '@miniseg/engine/node';
import { CliError } from '../errors.js';
import type { LoadedNetwork } from '../network/networks.js';
import { chooseWide, type WideOption } from './choose-wide.js';

export interface EngineChoice {
  /** Default: compiled where the network and the machine allow it. */
  engine?: 'compiled' | 'plain';
  /** That work on one slice together. */
  threads?: number;
  /** That take a slice each. Default: as many as there are cores, where there is more than one slice to run. */
  workers?: number;
  /** Vectors of 256 bits. */
  wide?: WideOption;
  /** Bytes that the compiled network may take. */
  maxMemory?: number;
}

export interface StartedEngine {
  predictor: SlicePredictor;
  /** For the report. */
  engine: { name: 'compiled' | 'plain'; threads?: number | 'auto'; workers?: number; wide?: boolean };
  /** Why it is not what it would be elsewhere. */
  notes: string[];
  dispose(): void;
}

/**
 * @param networks whose probabilities are averaged; usually one
 * @param slices of one, the threads that are worth starting
 * @throws {CliError} for options that contradict each other; CompileError or EngineError for a choice that cannot be had.
 */
export async function startEngine(
  networks: readonly LoadedNetwork[],
  options: EngineChoice & { tta?: TestTimeAugmentation },
  slices: 'several' | { threads: number | 'auto' },
): Promise<StartedEngine> {
  checkChoice(options);
  const { tta } = options;
  const compiled = networks.some(({ program }) => program !== undefined) && options.engine !== 'plain';
  const many = slices === 'several' || tta !== undefined || networks.length > 1;
  const wide = compiled && (await chooseWide(options.wide, many || slices.threads === 'auto'));
  const choice = { ...options, share: networks.length, wide };
  const started: StartedEngine[] = [];
  const dispose = () => {
    for (const each of started) each.dispose();
  };
  try {
    for (const network of networks) {
      started.push(await startOne(network, choice, many ? 'several' : slices));
    }
  } catch (error) {
    dispose();
    throw error;
  }
  const predictors = started.map(({ predictor }, index) => standardized(predictor, networks[index]));
  const average = networks.length > 1 || tta !== undefined;
  return {
    predictor: average ? ensemble(predictors, tta ? { tta } : {}) : predictors[0],
    engine: started[0].engine,
    notes: [...new Set(started.flatMap(({ notes }) => notes))],
    dispose,
  };
}

/** Each network of an ensemble sees slices as in its own training. */
function standardized(
  { segment, segmentRows, workers }: SlicePredictor,
  { normalization }: Pick<LoadedNetwork, 'normalization'>,
): SlicePredictor {
  const run = (images: never, options: object) => segment(images, { ...options, normalization });
  const rows: SlicePredictor['segmentRows'] =
    segmentRows && ((image, take, options) => segmentRows(image, take, { ...options, normalization }));
  return {
    segment: run as Predictor['segment'],
    ...(rows ? { segmentRows: rows } : {}),
    ...(workers ? { workers } : {}),
  };
}

type Choice = Omit<EngineChoice, 'wide'> & {
  /** Networks that share the machine. */
  share: number;
  wide: boolean;
};

async function startOne(
  network: Pick<LoadedNetwork, 'program' | 'refusal' | 'model'>,
  { engine, threads, workers, wide, maxMemory, share }: Choice,
  slices: Parameters<typeof startEngine>[2],
): Promise<StartedEngine> {
  if (engine === 'plain') return plain(network, []);
  // Somebody who counts workers or threads wants the engine that has them.
  const asked = engine === 'compiled' || (threads ?? workers) !== undefined;
  const { program, refusal } = network;
  if (!program) {
    if (asked) throw refusal;
    return plain(network, [withoutForm(refusal as Error)]);
  }
  enableRelaxedSimd();
  const alone = threads ?? (slices === 'several' || workers !== undefined ? undefined : slices.threads);
  // The workers of several networks share the cores.
  const many = share > 1 ? Math.max(1, Math.floor(availableParallelism() / share)) : ('auto' as const);
  const how = alone === undefined ? { workers: workers ?? many } : { threads: alone };
  try {
    const each = maxMemory === undefined ? undefined : Math.max(2 ** 20, Math.floor(maxMemory / share));
    const predictor = await programPredictor(program, { maxMemory: each, wide, ...how });
    return {
      predictor,
      engine: {
        name: 'compiled',
        ...(predictor.workers ? { workers: predictor.workers } : { threads: alone }),
        ...(predictor.wide && { wide: true }),
      },
      notes: [],
      dispose: () => predictor.dispose(),
    };
  } catch (error) {
    if (asked || !EngineError.isInstance(error)) throw error;
    return plain(network, [withoutForm(error)]);
  }
}

const withoutForm = ({ message }: Error) =>
  `The network runs on tfjs, as it has no compiled form here: ${message}`;

function checkChoice({ engine, threads, workers, wide }: EngineChoice): void {
  if (threads !== undefined && workers !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--threads (many on one slice) and --workers (a slice each) exclude each other; give one of them.',
    );
  }
  if (engine === 'plain' && wide !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--wide is of the compiled engine; leave it or --engine plain out.',
    );
  }
  if (engine === 'plain' && (threads ?? workers) !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--threads and --workers are of the compiled engine; leave them or --engine plain out.',
    );
  }
}

async function plain({ model }: Pick<LoadedNetwork, 'model'>, notes: string[]): Promise<StartedEngine> {
  const { plainPredictor } = await import('../network/plain-predictor.js');
  return {
    predictor: plainPredictor(await model()),
    engine: { name: 'plain' },
    notes,
    dispose: () => {},
  };
}
