import { CheckpointError } from './errors.js';
import type { Checkpoint } from './types.js';

/** DataParallel and torch.compile wrap a model in one of their own, which shows in every name. */
const WRAPPER_PREFIXES = ['module.', '_orig_mod.'];

/** Cuts wrapper prefixes that all names share, and notes it in `strippedPrefix`. */
export function stripPrefix(checkpoint: Checkpoint): Checkpoint {
  const names = [...checkpoint.tensors.keys()];
  let stripped = '';
  for (;;) {
    const next = WRAPPER_PREFIXES.find((prefix) =>
      names.every((name) => name.startsWith(prefix, stripped.length)),
    );
    if (next === undefined || names.length === 0) break;
    stripped += next;
  }
  if (stripped === '') return checkpoint;
  if (names.includes(stripped)) {
    throw new CheckpointError(
      'invalid-tensor',
      `A tensor is named ${stripped} and nothing more. Set stripPrefix: false.`,
    );
  }
  const tensors = new Map(
    [...checkpoint.tensors].map(([name, tensor]) => [name.slice(stripped.length), tensor]),
  );
  return { ...checkpoint, tensors, strippedPrefix: stripped };
}
