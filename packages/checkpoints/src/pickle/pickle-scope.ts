import type { PickleValue } from './values.js';

/** What the file format says a pickle may refer to; both throw a CheckpointError for what it may not. */
export interface PickleScope {
  /** `name` is module and qualified name, joined by a dot. */
  global(name: string): PickleValue;
  persistent(id: PickleValue): PickleValue;
}
