/** What both pools ask of their options. */
import { ThreadsError } from './errors.js';
import { isSharedMemory } from './is-shared-memory.js';

export interface TeamOptions {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  threads: number;
}

/** @throws {ThreadsError} that names what does not fit. */
export function checkTeam(call: string, options: TeamOptions, least: number): TeamOptions {
  const { module, memory, threads } = options ?? {};
  if (!Number.isInteger(threads) || threads < least) {
    throw new ThreadsError(
      'invalid-argument',
      `threads is ${threads}; it must be a whole number of at least ${least}, such as 2.`,
    );
  }
  if (!(module instanceof WebAssembly.Module) || !(memory instanceof WebAssembly.Memory)) {
    throw new ThreadsError(
      'invalid-argument',
      `${call} needs module, a WebAssembly.Module whose exports are the kernels, and memory, the WebAssembly.Memory ` +
        'that they work on.',
    );
  }
  if (threads > 1 && !isSharedMemory(memory)) {
    throw new ThreadsError(
      'invalid-argument',
      'The memory is not shared; several threads need new WebAssembly.Memory({ ..., shared: true }).',
    );
  }
  return options;
}
