/** Starts one backend and checks every op on it, forward and backward. */
import {
  BackendError,
  type BackendFacts,
  type BackendName,
  backendFacts,
  CHAIN_CASES,
  checkAndRepair,
  checkOps,
  isRight,
  KNOWN_CASES,
  MORE_CASES,
  type OpResult,
  useBackend,
} from '@miniseg/backends';
import { OWN_CASES } from './own-cases.js';

export interface Examination {
  name: BackendName;
  /** Why it could not be started, and what cures that. */
  failure?: { reason: string; cure?: string };
  facts?: BackendFacts;
  /** What was mended before the checks. */
  repairs: string[];
  /** The ops of `@miniseg/ops`, against the cpu backend. */
  own: OpResult[];
  /** Those of tfjs, against plain JavaScript or the cpu backend. */
  tfjs: OpResult[];
}

export async function examineBackend(
  name: BackendName,
  { repair, train }: { repair: boolean; train: boolean },
): Promise<Examination> {
  try {
    // The reference of what has no answer of its own.
    await useBackend('cpu');
    await useBackend(name);
  } catch (error) {
    if (!BackendError.isInstance(error)) throw error;
    return { name, failure: { reason: error.reason, cure: error.cure }, repairs: [], own: [], tfjs: [] };
  }
  const { repairs } = await checkAndRepair({ train, repair });
  return {
    name,
    repairs,
    own: await checkOps(OWN_CASES),
    tfjs: await checkOps([...KNOWN_CASES, ...CHAIN_CASES, ...MORE_CASES]),
    facts: await backendFacts(),
  };
}

/** Names of the checks that failed. */
export const failures = (results: readonly OpResult[]): string[] =>
  results.filter(({ forward, gradient }) => !isRight(forward) || !isRight(gradient)).map(({ name }) => name);
