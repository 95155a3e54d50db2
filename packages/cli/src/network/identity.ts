/** What identifies weights, whatever their files are called. */
import { createHash } from 'node:crypto';
import { PRETRAINED, type PretrainedWeights } from '@miniseg/model/pretrained';
import type { WeightsSource } from './weights-source.js';

export interface Identity {
  /** File name without its folders. */
  file: string;
  /**
   * Of the bytes that the model is made of, in hexadecimal: of a tfjs model `model.json` and then its shards, in the order
   * in which it names them.
   */
  sha256: string;
  /** Of weights that have a name, under whatever name the file came. */
  entry?: PretrainedWeights;
}

export function identityOf({ file, files }: Pick<WeightsSource, 'file' | 'files'>): Identity {
  const hash = createHash('sha256');
  for (const { bytes } of files) hash.update(bytes);
  const sha256 = hash.digest('hex');
  return { file, sha256, entry: PRETRAINED.find((each) => each.sha256 === sha256) };
}

/** What must be said wherever results of these weights are; undefined for others than the demo's. */
export const demoNote = ({ entry }: Pick<Identity, 'entry'>): string | undefined =>
  entry !== undefined && entry.url === undefined ? `${entry.title}.` : undefined;
