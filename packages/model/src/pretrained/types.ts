/** Weights that are known by name, and where they are kept. */
import type { Normalization } from '@miniseg/engine';

/** Weights that are known by a name: what they are, and where they come from. */
export interface PretrainedWeights {
  /** Letters, digits, dots and hyphens. */
  name: string;
  /** One line for people. */
  title: string;
  /** Name of the file. */
  file: string;
  /** Where it is; absent for weights that come with this package. */
  url?: string;
  /** Of the file, in hexadecimal; it is checked before every use. */
  sha256: string;
  /** Size of the file. */
  bytes: number;
  /** As SPDX names it. */
  license: string;
  /** What one must agree to before the weights are fetched; absent where the license asks for nothing of the kind. */
  agreement?: string;
  /** The model card: path in this package, or an address. */
  card?: string;
  preset?: 'aaai' | 'paper';
  /** Of the training; in units of pixel / 255. For files that do not remember it themselves. */
  normalization?: Normalization;
  /** Side in pixels of the slices in training. */
  inputSize?: number;
}

/**
 * Where downloaded weights are kept: `weightsFolder()` of `@miniseg/model/node`, `weightsDatabase()` of
 * `@miniseg/model/web`, or your own. A key is a few names with slashes between.
 */
export interface WeightsStore {
  /** Undefined where there is no such file. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whole or not at all: a reader never sees a part. */
  write(key: string, bytes: Uint8Array): Promise<void>;
}
