/** Calls of `@miniseg/kernels` that work. */
import type { Entries, PackageEntries } from './walk-entries.js';

const memory = () => new WebAssembly.Memory({ initial: 1 });

const entries: Entries = {
  compileTrainKernels: { valid: () => [memory()] },
  instantiateTrainKernels: { valid: () => [memory()] },
};

export const KERNELS: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/kernels.error')],
};
