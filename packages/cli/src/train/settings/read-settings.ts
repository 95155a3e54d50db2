/** From options, a configuration file and a recipe to settings that can be trained with. */
import path from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { CliError } from '../../errors.js';
import { isFolder, readText } from '../../files/readable.js';
import { isNameOrAddress } from '../../network/weights-source.js';
import { checkTogether } from './check-together.js';
import { RECIPES } from './recipes.js';
import { RULES } from './setting-rules.js';
import { PATH_KEYS, type RecipeName, START_KEYS, type TrainSettings } from './settings.js';

/** Settings before they are checked; those that are missing come from elsewhere. */
export type SomeSettings = Partial<Record<keyof TrainSettings, unknown>>;

/**
 * Settings in the order of precedence: options, the configuration file, its recipe.
 *
 * @param config JSON file; paths in it are relative to its folder
 * @param options `network.classes` and its like set single options of the network
 * @throws {CliError} for a file that is no JSON, an unknown key (with the one that was probably meant), a value that
 *   breaks its rule, and settings that contradict each other or have no effect
 */
export async function readSettings(
  config: string | undefined,
  options: SomeSettings,
): Promise<TrainSettings> {
  const ofFile = config === undefined ? {} : await readConfig(config);
  const ofOptions = nested(options, ofFile.network);
  checkValues(ofOptions, 'The option');
  const given = { ...withoutRivals(ofFile, ofOptions), ...ofOptions } as Partial<TrainSettings>;
  const recipe: RecipeName = given.recipe ?? 'published';
  const settings: TrainSettings = { ...RECIPES[recipe], ...given, recipe };
  // A file that was made of a recipe says what the recipe says: no choice of the user's.
  const chosen = Object.entries(given).filter(
    ([key, value]) =>
      key in ofOptions || !same(value, RECIPES[recipe][key as keyof (typeof RECIPES)[RecipeName]]),
  );
  checkTogether(settings, Object.fromEntries(chosen));
  return settings;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

async function readConfig(file: string): Promise<SomeSettings> {
  const what = `The configuration '${file}'`;
  if (await isFolder(what, file)) {
    throw new CliError(
      'invalid-argument',
      `'${file}' is a folder, and the argument of this command is a file of settings. Give a folder with images/ and masks/ ` +
        'as --data, or the two as --images and --masks.',
    );
  }
  const text = await readText(what, file);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
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
  return withAbsolutePaths(content, path.dirname(file));
}

/** @param base Folder that relative paths begin at. */
export function withAbsolutePaths<Settings extends SomeSettings>(content: Settings, base: string): Settings {
  const settings: SomeSettings = { ...content };
  for (const key of PATH_KEYS) {
    const given = settings[key];
    if (given === undefined || (START_KEYS.includes(key) && isNameOrAddress(String(given)))) continue;
    settings[key] = path.resolve(base, String(given));
  }
  return settings as Settings;
}

/** `network.classes` sets one option of the network; others of the file stay. */
function nested(options: SomeSettings, ofFile: unknown): SomeSettings {
  const all = Object.entries(options);
  const inner = all.filter(([key]) => key.startsWith(NETWORK));
  if (inner.length === 0) return options;
  const outer = Object.fromEntries(all.filter(([key]) => !key.startsWith(NETWORK)));
  const named = Object.fromEntries(inner.map(([key, value]) => [key.slice(NETWORK.length), value]));
  const base = outer.network ?? ofFile;
  if (typeof base === 'string') {
    throw new CliError(
      'invalid-argument',
      `${inner[0][0]} is an option of MiniSeg, and network names '${base}'. Leave one of them out.`,
    );
  }
  return { ...outer, network: { ...(base as object | undefined), ...named } };
}

const NETWORK = 'network.';

/** An option that names data replaces the data of the file, not only the one key. */
function withoutRivals(ofFile: SomeSettings, ofOptions: SomeSettings): SomeSettings {
  const sources = ['data', 'images', 'masks', 'list', 'phantoms', 'split'] as const;
  if (!(['data', 'images', 'list', 'phantoms'] as const).some((key) => ofOptions[key] !== undefined))
    return ofFile;
  const rest = { ...ofFile };
  for (const key of sources) delete rest[key];
  return rest;
}

function checkValues(settings: object, where: string): void {
  for (const [key, value] of Object.entries(settings)) {
    const rule = Object.hasOwn(RULES, key) ? RULES[key as keyof TrainSettings] : undefined;
    if (rule === undefined) throw unknownKey(key, where);
    if (!rule.holds(value)) {
      throw new CliError(
        'invalid-argument',
        `${where} ${key} is ${JSON.stringify(value)}. It must be ${rule.says}.`,
      );
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
  return new CliError('invalid-argument', `${where} ${key} is no setting. ${meant}`);
}
