/** What `--weights` names: a file, a tfjs model, weights that have a name, or an address. */
import path from 'node:path';
import { readWeightFiles, type WeightFile, weightsFolder } from '@miniseg/model/files';
import {
  findPretrained,
  PRETRAINED,
  type PretrainedWeights,
  pretrainedBytes,
  storeKey,
} from '@miniseg/model/pretrained';
import { CliError } from '../errors.js';
import { exists } from '../files/exists.js';
import { confirm } from '../progress/confirm.js';
import { whole } from '../text/whole.js';
import { fetchedWeights, keptWeights } from './fetched-weights.js';

/** Weights before they are read as a network. */
export interface WeightsSource {
  /** As the user gave it. */
  given: string;
  /** File name without its folders. */
  file: string;
  /** As `readWeightFiles` gives them. */
  files: readonly WeightFile[];
  /** Of weights that have a name. */
  entry?: PretrainedWeights;
}

export interface DownloadConsent {
  /** The user's word for it, given with the command. */
  allowDownload?: boolean;
}

/** What the help of an option says that takes weights. */
export const WEIGHTS_HELP =
  "PyTorch checkpoint, safetensors file, tfjs model folder, a name of 'miniseg weights list', or an https address";

/** Whether it is no path: weights that have a name, or an address. */
export const isNameOrAddress = (given: string): boolean =>
  isAddress(given) || PRETRAINED.some(({ name }) => name === given);

/** Whether using it may need a download. */
export const mayBeFetched = (given: string | readonly string[] | undefined): boolean =>
  [given ?? []]
    .flat()
    .some(
      (each) => isAddress(each) || PRETRAINED.some(({ name, url }) => name === each && url !== undefined),
    );

const isAddress = (given: string) => /^https?:\/\//i.test(given);

/**
 * @throws {CliError} `input` for what is neither file nor name; `invalid-argument` where a download is needed to which nobody
 *   agreed; ModelError for one that fails
 */
export async function openWeights(given: string, consent: DownloadConsent = {}): Promise<WeightsSource> {
  if (isAddress(given)) {
    const { file, bytes } = await addressed(given, consent);
    return { given, file, files: [{ name: file, bytes }] };
  }
  // A file of that name in the working folder is what the user sees there.
  if (!(await exists(given))) return named(given, consent);
  return { given, file: path.basename(given), files: await readWeightFiles(given) };
}

async function named(given: string, consent: DownloadConsent): Promise<WeightsSource> {
  if (!PRETRAINED.some(({ name }) => name === given)) {
    const names = PRETRAINED.map(({ name }) => name).join(', ');
    throw new CliError(
      'input',
      `The weights '${given}' cannot be read: there is no such file, and no weights of that name. Check the path, or give one of ${names}.`,
    );
  }
  const entry = findPretrained(given);
  const store = weightsFolder();
  if (entry.url !== undefined && !(await isKept(entry))) await agree(entry, consent);
  const bytes = await pretrainedBytes(entry, { store, allowDownload: true });
  return { given, file: entry.file, files: [{ name: entry.file, bytes }], entry };
}

async function isKept(entry: PretrainedWeights): Promise<boolean> {
  return (await weightsFolder().read(storeKey(entry))) !== undefined;
}

async function agree(entry: PretrainedWeights, { allowDownload = false }: DownloadConsent): Promise<void> {
  const { name, url, bytes, agreement } = entry;
  if (agreement !== undefined) {
    throw new CliError(
      'invalid-argument',
      `The weights '${name}' are not on this machine, and have a license that must be agreed to first: 'miniseg weights pull ${name}' ` +
        'shows it.',
    );
  }
  await allow(`the weights '${name}'`, `${whole(bytes)} bytes from ${url}`, allowDownload);
}

async function addressed(given: string, { allowDownload = false }: DownloadConsent) {
  const kept = await keptWeights(given);
  if (kept) return kept;
  await allow('the weights', given, allowDownload);
  return fetchedWeights(given);
}

/** @throws {CliError} unless the option or the user at the terminal says yes */
async function allow(what: string, from: string, allowed: boolean): Promise<void> {
  if (allowed || (await confirm(`Fetch ${what} (${from})?`))) return;
  throw new CliError(
    'invalid-argument',
    `Nothing is fetched unasked, and ${what} would be: ${from}. Pass --allow-download, or give a file.`,
  );
}
