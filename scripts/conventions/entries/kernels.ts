/** Calls of `@miniseg/kernels` that work. */
import * as kernels from '@miniseg/kernels';
import type { Entries, PackageEntries } from './walk-entries.js';

const memory = () => new WebAssembly.Memory({ initial: 1 });

const entries: Entries = {
  compileTrainKernels: { valid: () => [memory()] },
  instantiateTrainKernels: { valid: () => [memory()] },
};

export const KERNELS: PackageEntries = {
  exports: { ...kernels },
  entries,
  brands: [Symbol.for('@miniseg/kernels.error')],
};
