/** Calls of `@miniseg/cli` that work. */
import type { PackageEntries } from './walk-entries.js';

export const CLI: PackageEntries = {
  entries: { main: { valid: () => [['--version']], fine: { 0: 'array' } } },
  brands: [Symbol.for('@miniseg/cli.error')],
};
