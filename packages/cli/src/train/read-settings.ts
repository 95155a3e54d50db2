/** From a configuration file and flags to settings that can be trained with. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { CliError } from '../errors.js';
import { classesOf } from '../zoo/network-option.js';
import { RECIPES } from './recipes.js';
import { RULES } from './setting-rules.js';
import { PATH_KEYS, type RecipeName, type TrainSettings } from './settings.js';
import { sidesOf } from './training-source.js';

/** Below this the coarsest stage has nothing left to see. */
const SMALLEST_SIDE = 16;

export type GivenSettings = Partial<Record<keyof TrainSettings, unknown>>;

/**
 * Settings in the order of precedence: flags, the configuration file, its recipe.
 *
 * @param file JSON; paths in it are relative to its folder
 * @throws CliError for a file that is no JSON, an unknown key (with the one that was probably meant), a value that
 *   breaks its rule, and sources of data that contradict each other
 */
export async function readSettings(file: string | undefined, flags: GivenSettings): Promise<TrainSettings> {
  const fromFile = file === undefined ? {} : await readConfig(file);
  checkValues(flags, 'The option');
  const given = { ...dropRivals(fromFile, flags), ...flags } as Partial<TrainSettings>;
  const recipe: RecipeName = given.recipe ?? 'published';
  const settings: TrainSettings = { ...RECIPES[recipe], ...given, recipe };
  checkTogether(settings);
  return settings;
}

async function readConfig(file: string): Promise<GivenSettings> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EISDIR') {
      throw new CliError(
        'usage',
        `'${file}' is a folder, and the argument of this command is a file of settings. Give a folder with images/ and masks/ ` +
          'as --data, or the two as --images and --masks.',
      );
    }
    throw new CliError('input', `The configuration '${file}' cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new CliError(
      'input',
      `The configuration '${file}' must be one JSON object, such as {"data": "ct100"}.`,
    );
  }
  checkValues(content, `In '${file}'`);
  const given: GivenSettings = { ...content };
  for (const key of PATH_KEYS) {
    if (given[key] !== undefined) given[key] = path.resolve(path.dirname(file), String(given[key]));
  }
  return given;
}

/** A flag that names data replaces the data of the file, not only the one key. */
function dropRivals(fromFile: GivenSettings, flags: GivenSettings): GivenSettings {
  const sources = ['data', 'images', 'masks', 'list', 'phantoms', 'split'] as const;
  if (!(['data', 'images', 'list', 'phantoms'] as const).some((key) => flags[key] !== undefined))
    return fromFile;
  const rest = { ...fromFile };
  for (const key of sources) delete rest[key];
  return rest;
}

function checkValues(given: object, where: string): void {
  for (const [key, value] of Object.entries(given)) {
    const rule = RULES[key as keyof TrainSettings];
    if (rule === undefined) throw unknownKey(key, where);
    if (!rule.holds(value)) {
      throw new CliError('usage', `${where} ${key} is ${JSON.stringify(value)}. It must be ${rule.says}.`);
    }
  }
}

function unknownKey(key: string, where: string): CliError {
  const names = Object.keys(RULES);
  const near = closest(key, names);
  const meant =
    distance(key.toLowerCase(), near.toLowerCase()) <= Math.max(2, key.length / 3)
      ? `Did you mean '${near}'?`
      : `The keys are ${names.join(', ')}.`;
  return new CliError('usage', `${where} ${key} is no setting. ${meant}`);
}

function checkTogether(settings: TrainSettings): void {
  const { data, images, masks, list, phantoms, split, fold, classWeights, network } = settings;
  const sources = Object.entries({ data, images, list, phantoms }).filter(([, value]) => value !== undefined);
  // A list may name files of the folders of images and masks.
  const named = list !== undefined && images !== undefined ? sources.length - 1 : sources.length;
  if (named !== 1) {
    throw new CliError(
      'usage',
      `${named === 0 ? 'Nothing says what to train on' : `${sources.map(([key]) => key).join(' and ')} both say what to train on`}. ` +
        'Give one of: data (a folder with images/ and masks/), images and masks, list, phantoms.',
    );
  }
  if (images !== undefined && list === undefined && masks === undefined) {
    throw new CliError('usage', 'images need masks to train on. Give the folder of masks, too.');
  }
  if (fold !== undefined && split === undefined && data === undefined) {
    throw new CliError(
      'usage',
      `fold ${fold} chooses in a file of splits. Give split, too ('miniseg data split' makes one).`,
    );
  }
  const classes = classesOf(network);
  if (!Number.isInteger(classes) || classes < 2) {
    throw new CliError(
      'usage',
      `network.classes is ${classes}. It must be a whole number of at least 2: the background, and what is to be found.`,
    );
  }
  const smallest = Math.min(...sidesOf(settings));
  if (smallest < SMALLEST_SIDE) {
    throw new CliError(
      'usage',
      `At the smallest of the scales slices of ${settings.size} pixels have ${smallest}; the network needs ${SMALLEST_SIDE}. ` +
        'Give a larger --size, or larger scales.',
    );
  }
  if (Array.isArray(classWeights) && classWeights.length !== classes) {
    throw new CliError(
      'usage',
      `classWeights has ${classWeights.length} numbers, and there are ${classes} classes. Give one for each class.`,
    );
  }
}
