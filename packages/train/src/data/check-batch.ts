import { TrainError } from '../errors.js';
import type { TrainingBatch } from '../types.js';

export interface BatchRules {
  /** Channels of the model's input; null where it takes any. */
  channels: number | null;
  classes: number;
  ignoreLabel: number;
}

/**
 * Refuses a batch without masks or with labels that are no class, which would otherwise only show as a strange loss.
 *
 * @throws {TrainError} `data` or `label`; the message names the item
 */
export function checkBatch({ shape, images, masks, indices }: TrainingBatch, rules: BatchRules): void {
  const [samples, height, width, channels] = shape;
  const { classes, ignoreLabel } = rules;
  const pixels = height * width;
  if (!masks) {
    throw new TrainError(
      'data',
      `The batch of items [${indices}] has no masks. Training needs one for every image.`,
    );
  }
  if (rules.channels !== null && channels !== rules.channels) {
    throw new TrainError(
      'data',
      `The images of items [${indices}] have ${channels} channels, the model takes ${rules.channels}. Load them with ` +
        `channels: ${rules.channels}.`,
    );
  }
  if (images.length !== samples * pixels * channels || masks.length !== samples * pixels) {
    throw new TrainError(
      'data',
      `The batch of items [${indices}] has the shape [${shape}] and ${images.length} image values and ${masks.length} ` +
        `labels; give ${samples * pixels * channels} values and ${samples * pixels} labels.`,
    );
  }
  for (let i = 0; i < masks.length; i++) {
    const label = masks[i];
    if (label < classes || label === ignoreLabel) continue;
    const sample = Math.floor(i / pixels);
    const [row, column] = [Math.floor((i % pixels) / width), i % width];
    throw new TrainError(
      'label',
      `The mask of item ${indices[sample] ?? sample} has the label ${label} at row ${row}, column ${column}. The model ` +
        `has ${classes} classes: labels are 0 to ${classes - 1}, or ${ignoreLabel} for pixels to ignore. Remap the ` +
        'masks (a mask of 0 and 255 needs 255 -> 1).',
    );
  }
}
