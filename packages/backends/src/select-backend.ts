/** Chooses, starts, checks and repairs a backend, and says why it is that one. Libraries never do this; apps do, once. */

import { engine, setBackend } from '@tensorflow/tfjs-core';
import { findAdapter } from './adapter.js';
import { BACKEND_NAMES, type BackendName, checkBackendName, engineName } from './backend-name.js';
import { type CheckedBackend, checkAndRepair } from './check-and-repair.js';
import { checkOptions, check as checkThat, type OptionNames } from './check-options.js';
import { currentEnvironment, type Environment, notHere, ORDER } from './environment.js';
import { BackendError } from './errors.js';
import type { Hardware } from './hardware.js';
import { type BackendReport, type Candidate, formatReport } from './report.js';
import { START_OPTIONS, type StartOptions, startBackend, withdrawBackend } from './start-backend.js';
import { timeStep } from './time-step.js';

/** Options of `selectBackend`. */
export interface SelectOptions extends StartOptions {
  /** Tried before all others, in this order, even where they run in software. */
  prefer?: BackendName | readonly BackendName[];
  /** Nothing else is tried. Default: all. */
  allow?: readonly BackendName[];
  /** Gradients are needed: they are checked and repaired, and a backend without them is passed over. Default false. */
  train?: boolean;
  /** Check the backend's numbers; about 0.2 s on wasm, some seconds where shaders are compiled. Default true. */
  check?: boolean;
  /** Register what mends a failing check. It replaces kernels of tfjs. Default true. */
  repair?: boolean;
  /**
   * Time a small step on a graphics card and on wasm, and take the faster: of 'cards', or of drivers in software, too ('all').
   * What is preferred by name is not timed. Default 'cards'; a second or two where there is a card.
   */
  measure?: 'cards' | 'all' | 'never';
  /** Print nothing. Default false: the report goes to `console.info`. */
  quiet?: boolean;
}

const SELECT_OPTIONS = {
  ...START_OPTIONS,
  prefer: 1,
  allow: 1,
  train: 1,
  check: 1,
  repair: 1,
  measure: 1,
  quiet: 1,
} as const satisfies OptionNames<SelectOptions>;

/**
 * The order is node-gpu, node, webgpu, wasm, cpu in Node and webgpu, webgl, wasm, cpu in pages and workers; webgpu and
 * webgl come after wasm where the graphics processor is emulated in software, or where a small step takes longer on them. The
 * backend in use before stays in use until another one has started and passed its checks.
 *
 * @returns What was chosen, why the others were not, and what the checks found.
 * @throws {BackendError} that says for each backend why it could not be had.
 * @example
 * const { chosen } = await selectBackend({ prefer: 'webgl', train: true });
 */
export async function selectBackend(options: SelectOptions = {}): Promise<BackendReport> {
  checkOptions('selectBackend', options, SELECT_OPTIONS);
  const { train = false, check = true, repair = true, measure = 'cards', quiet = false } = options;
  checkThat(
    ['cards', 'all', 'never'].includes(measure),
    'measure',
    measure,
    "it is 'cards', 'all' or 'never'",
  );
  const environment = currentEnvironment();
  const preferred = [options.prefer ?? []].flat().map(checkBackendName);
  checkThat(
    options.allow === undefined || Array.isArray(options.allow),
    'allow',
    options.allow,
    'it is an array of names',
  );
  const allowed = options.allow?.map(checkBackendName) ?? BACKEND_NAMES;
  const { order, adapters, candidates } = await survey(environment, preferred, allowed, measure === 'all');
  const settings = { train, check, repair };
  let race: Race | undefined;
  for (const [place, first] of order.entries()) {
    let name = first;
    let outcome = await tryBackend(first, options, settings);
    if ('status' in outcome) {
      candidates.push(outcome);
      continue;
    }
    const others = order.slice(place + 1);
    if (
      measure !== 'never' &&
      CARDS.includes(first) &&
      !preferred.includes(first) &&
      others.includes('wasm')
    ) {
      race = await raceWithWasm(first, () => tryBackend('wasm', options, settings), train);
      if (race.wasm && race.winner === 'wasm') {
        candidates.push({ name: first, status: 'slower', reason: race.reason });
        name = 'wasm';
        outcome = race.wasm;
      }
    }
    const reason = race?.wasm ? race.reason : 'It is the first that starts and computes rightly.';
    candidates.push({ name, status: 'chosen', reason });
    for (const later of others.filter((other) => other !== name)) {
      const adapter = adapters.get(later);
      candidates.push({
        name: later,
        status: 'not needed',
        reason:
          adapter?.software && measure !== 'all'
            ? `It runs in software here (${adapter.hardware}), slower than wasm.`
            : `It comes after ${name}.`,
        ...(adapter?.software
          ? { cure: 'Use a machine with a graphics processor, with hardware acceleration switched on.' }
          : {}),
      });
    }
    const report: BackendReport = {
      chosen: name,
      environment,
      hardware: adapters.get(name)?.hardware,
      software: adapters.get(name)?.software ?? false,
      candidates,
      checks: outcome.checks,
      repairs: outcome.repairs,
      defects: outcome.defects,
    };
    if (!quiet) console.info(formatReport(report));
    return report;
  }
  throw new BackendError(
    'failed',
    `No backend can be used${train ? ' for training' : ''}. ${candidates
      .filter(({ status }) => status !== 'not allowed')
      .map(({ name, reason, cure }) => `${name}: ${reason}${cure ? ` ${cure}` : ''}`)
      .join(' ')}`,
  );
}

interface Survey {
  order: BackendName[];
  adapters: Map<BackendName, Hardware>;
  /** Those that are out of the question. */
  candidates: Candidate[];
}

/** Asks the GPU backends what they would run on, so that those in software come after wasm. */
async function survey(
  environment: Environment,
  preferred: readonly BackendName[],
  allowed: readonly BackendName[],
  softwareToo: boolean,
): Promise<Survey> {
  const candidates: Candidate[] = [];
  const adapters = new Map<BackendName, Hardware>();
  const possible: BackendName[] = [];
  for (const name of new Set([...preferred, ...ORDER[environment], ...BACKEND_NAMES])) {
    const elsewhere = notHere(name, environment);
    if (!allowed.includes(name)) {
      candidates.push({ name, status: 'not allowed', reason: 'It is not among those allowed.' });
    } else if (elsewhere) candidates.push({ name, status: 'not here', reason: `${elsewhere}.` });
    else {
      // Where it has none, the attempt to start it says so.
      const adapter = await findAdapter(name, environment).catch(() => undefined);
      if (adapter) adapters.set(name, adapter);
      possible.push(name);
    }
  }
  const rank = (name: BackendName) => {
    if (preferred.includes(name)) return 0;
    if (name === 'cpu') return 3;
    return adapters.get(name)?.software && !softwareToo ? 2 : 1;
  };
  return { order: possible.sort((a, b) => rank(a) - rank(b)), adapters, candidates };
}

const CARDS: readonly BackendName[] = ['node-gpu', 'webgpu', 'webgl'];

interface Race {
  winner: BackendName;
  /** Both figures, in a sentence. */
  reason: string;
  /** Undefined where wasm cannot be had. */
  wasm?: CheckedBackend;
}

/** The winner is the backend in use afterwards. */
async function raceWithWasm(
  card: BackendName,
  tryWasm: () => Promise<CheckedBackend | Candidate>,
  train: boolean,
): Promise<Race> {
  const own = await timeStep(train);
  const wasm = await tryWasm();
  if ('status' in wasm) {
    if (engine().backendName !== engineName(card)) await setBackend(engineName(card));
    return { winner: card, reason: '' };
  }
  const others = await timeStep(train);
  const winner = others < own ? 'wasm' : card;
  if (winner === card) await setBackend(engineName(card));
  const step = train ? 'training step' : 'step';
  const reason = `A small ${step} takes ${own.toFixed(1)} ms on ${card} and ${others.toFixed(1)} ms on wasm.`;
  return { winner, reason, wasm };
}

async function tryBackend(
  name: BackendName,
  options: StartOptions,
  { train, check, repair }: { train: boolean; check: boolean; repair: boolean },
): Promise<CheckedBackend | Candidate> {
  const before = engine().backendName;
  try {
    await startBackend(name, options);
  } catch (error) {
    if (!BackendError.isInstance(error)) throw error;
    const { code, reason, cure } = error;
    return { name, status: code === 'missing' ? 'missing' : 'failed', reason, cure };
  }
  if (!check) return { checks: [], repairs: [], defects: [], fatal: [] };
  const checked = await checkAndRepair({ train, repair });
  if (checked.fatal.length === 0) return checked;
  if (before) await setBackend(before);
  // Nobody is to compute with it because it happens to be there.
  else withdrawBackend(engineName(name));
  return {
    name,
    status: 'wrong',
    reason: `It ${train ? 'cannot train here' : 'computes wrongly here'}: ${checked.fatal.join('; ')}.`,
    cure: repair ? 'Report it with the output of `miniseg doctor --json`.' : 'Leave `repair` switched on.',
  };
}
