/** Whether settings fit together, and each of those that were given has an effect. */
import { resolveOptions } from '@miniseg/model';
import { CliError } from '../../errors.js';
import { classesOf } from '../../network/build-network.js';
import { zooName } from '../../network/network-option.js';
import { refuseIdle } from '../../options/effect.js';
import { sidesOf, type TrainSettings } from './settings.js';

/** Labels are bytes, and 255 is ignored. */
const MOST_CLASSES = 255;
/** Below this the coarsest stage has nothing left to see. */
const SMALLEST_SIDE = 16;

/**
 * @param given The settings that do not come from the recipe
 * @throws {CliError} `invalid-argument`, ModelError for options of the network
 */
export function checkTogether(settings: TrainSettings, given: Partial<TrainSettings>): void {
  checkSources(settings);
  checkEffects(settings, given);
  checkStart(settings);
  const { classWeights, size, network } = settings;
  const classes = classesOf(settings);
  if (!Number.isInteger(classes) || classes < 2 || classes > MOST_CLASSES) {
    throw new CliError(
      'invalid-argument',
      `network.classes is ${JSON.stringify(classes)}. It must be a whole number of at least 2 (the background, and what is to be found) and at most ${MOST_CLASSES}.`,
    );
  }
  // Before any slice is read.
  if (typeof network === 'object') resolveOptions({ preset: settings.preset, ...network });
  const smallest = Math.min(...sidesOf(settings));
  if (smallest < SMALLEST_SIDE) {
    throw new CliError(
      'invalid-argument',
      `At the smallest of the scales slices of ${size} pixels have ${smallest}; the network needs ${SMALLEST_SIDE}. ` +
        'Give a larger --size, or larger scales.',
    );
  }
  if (Array.isArray(classWeights) && classWeights.length !== classes) {
    throw new CliError(
      'invalid-argument',
      `classWeights has ${classWeights.length} numbers, and there are ${classes} classes. Give one for each class.`,
    );
  }
}

function checkSources({ data, images, masks, list, phantoms, split, fold }: TrainSettings): void {
  const sources = Object.entries({ data, images, list, phantoms }).filter(([, value]) => value !== undefined);
  // A list may name files of the folders of images and masks.
  const named = list !== undefined && images !== undefined ? sources.length - 1 : sources.length;
  if (named !== 1) {
    throw new CliError(
      'invalid-argument',
      `${named === 0 ? 'Nothing says what to train on' : `${sources.map(([key]) => key).join(' and ')} both say what to train on`}. ` +
        'Give one of: data (a folder with images/ and masks/), images and masks, list, phantoms.',
    );
  }
  if (images !== undefined && list === undefined && masks === undefined) {
    throw new CliError('invalid-argument', 'images need masks to train on. Give the folder of masks, too.');
  }
  // A list of MONAI's has folds of its own.
  if (fold !== undefined && split === undefined && data === undefined && list === undefined) {
    throw new CliError(
      'invalid-argument',
      `fold ${fold} chooses in a file of splits. Give split, too ('miniseg data split' makes one).`,
    );
  }
}

function checkStart({ weights, encoder, network }: TrainSettings): void {
  if (encoder === undefined) return;
  if (weights !== undefined) {
    throw new CliError(
      'invalid-argument',
      'weights (all of a network) and encoder (that part alone) both say where the training starts. Give one of them.',
    );
  }
  if (zooName(network) !== undefined) {
    throw new CliError(
      'invalid-argument',
      `encoder is for MiniSeg, and network names '${String(network)}'. Leave it out, or start it with --weights.`,
    );
  }
}

function checkEffects(settings: TrainSettings, given: Partial<TrainSettings>): void {
  const { data, phantoms, split, schedule, backend, window } = settings;
  const names = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => [key, key] as const);
  refuseIdle(new Map(names), [
    {
      of: ['masks'],
      idle: data !== undefined || phantoms !== undefined,
      says: `belongs to images, and ${data === undefined ? 'phantoms have' : 'data has'} masks of its own`,
    },
    {
      of: ['split', 'remap'],
      idle: phantoms !== undefined,
      says: 'is for files, and phantoms are generated',
    },
    {
      of: ['window', 'range', 'foregroundShare', 'mixedSpacings'],
      idle: phantoms !== undefined,
      says: 'is for volumes, and phantoms are generated slices',
    },
    {
      of: ['range'],
      idle: window !== undefined,
      says: 'says what is black and white, and so does window',
    },
    {
      of: ['validationShare'],
      idle: split !== undefined,
      says: 'holds slices out by chance, and the split says which are held out',
    },
    {
      of: ['power'],
      idle: schedule !== 'poly',
      says: `is for the schedule poly, and this one is ${schedule}`,
    },
    {
      of: ['threads'],
      idle: backend !== 'wasm',
      says: `is for the backend wasm, and this one is ${backend}`,
    },
  ]);
}
