/** Calls of `@miniseg/cli` that work. */
import * as cli from '@miniseg/cli';
import type { PackageEntries } from './walk-entries.js';

export const CLI: PackageEntries = {
  exports: { ...cli },
  entries: { main: { valid: () => [['--version']] } },
  brands: [Symbol.for('@miniseg/cli.error')],
};
