/** What the labels of a data set in nnU-Net's layout are called, by its dataset.json. */
import path from 'node:path';
import { CliError } from '../errors.js';
import { exists } from '../files/exists.js';
import { readText } from '../files/readable.js';

/**
 * Names of labels, from the dataset.json beside a file of labels or above its folder: `{"liver": 1}` of nnU-Net's second
 * version, `{"1": "liver"}` of its first. Regions, which join labels, have no number of their own and are left out.
 *
 * @returns undefined where there is no such file, or it names no labels
 * @throws {CliError} `input` for a file that is no JSON
 */
export async function labelNames(file: string): Promise<Map<number, string> | undefined> {
  const folder = path.dirname(file);
  for (const place of [folder, path.dirname(folder)]) {
    const dataset = path.join(place, 'dataset.json');
    if (await exists(dataset)) return namesIn(dataset);
  }
  return undefined;
}

async function namesIn(file: string): Promise<Map<number, string> | undefined> {
  const content = await readDatasetJson(file);
  const { labels } = content;
  if (typeof labels !== 'object' || labels === null) return undefined;
  const names = new Map<number, string>();
  for (const [key, value] of Object.entries(labels)) {
    const [number, name] = /^\d+$/.test(key) ? [Number(key), String(value)] : [Number(value), key];
    if (Number.isInteger(number) && number >= 0) names.set(number, name);
  }
  return names.size > 0 ? names : undefined;
}

/** @throws {CliError} `input` for what is no JSON object */
export async function readDatasetJson(file: string): Promise<Record<string, unknown>> {
  const text = await readText(`'${file}'`, file);
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
      return content as Record<string, unknown>;
    }
  } catch (cause) {
    throw new CliError(
      'input',
      `'${file}' cannot be read: ${(cause as Error).message}. Mend it or remove it.`,
      {
        cause,
      },
    );
  }
  throw new CliError(
    'input',
    `'${file}' must be one JSON object, as nnU-Net's dataset.json. Mend it or remove it.`,
  );
}
