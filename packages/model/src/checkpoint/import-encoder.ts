/** Starts a network from the encoder of another, whatever that one was trained for. */
import type { Checkpoint } from '@miniseg/checkpoints';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { isEncoderLayer } from '../encoder.js';
import { ModelError } from '../errors.js';
import { namedWeights, planImport } from './import-checkpoint.js';
import { checkCheckpoint } from './recognize.js';

/** What `importEncoder` did with each tensor. */
export interface EncoderReport {
  /** Of the encoder, in the model's order: all of it. */
  taken: string[];
  /** Of the checkpoint, and not taken: its decoder and heads. */
  left: string[];
  /** Of the model, and as they were: decoder and heads. */
  fresh: string[];
}

/**
 * Takes all weights of the encoder, its running values included, from weights of MiniSeg or a file of `exportEncoder`.
 *
 * @param model What `miniSeg` or `miniSegClassifier` returned.
 * @throws {ModelError} `checkpoint` where the checkpoint lacks a tensor of the encoder, or has it in another shape; nothing
 *   is changed then
 * @example
 * const { taken, left } = importEncoder(model, readCheckpoint(bytes));
 */
export function importEncoder(model: LayersModel, checkpoint: Checkpoint): EncoderReport {
  checkCheckpoint('importEncoder', checkpoint);
  const { report, write } = planImport(model, checkpoint, isEncoderLayer);
  const { loaded, missing, mismatched, unexpected } = report;
  const wrong = [...missing.map((key) => `${key} is missing`), ...mismatched];
  if (wrong.length > 0) {
    const some = wrong.slice(0, 3).join('; ');
    throw new ModelError(
      'checkpoint',
      `The encoder does not fit: ${some}${wrong.length > 3 ? `; and ${wrong.length - 3} more` : ''}. Give weights of a ` +
        'network with the same encoder (preset, filters, blocks, branches, activation).',
    );
  }
  write();
  const fresh = [...namedWeights(model, (layer) => !isEncoderLayer(layer) && layer !== 'names')];
  return { taken: loaded, left: unexpected, fresh: fresh.map(({ key }) => key) };
}
