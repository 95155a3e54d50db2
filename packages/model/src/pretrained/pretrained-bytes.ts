/** The file of weights that are known by name: from the package, from where it is kept, or from its address. */
import { check, checkOptions } from '../check-options.js';
import { ModelError } from '../errors.js';
import { BUNDLED } from '../generated/registry.js';
import { checkBounds, type DownloadOptions, download } from './download.js';
import { findPretrained } from './registry.js';
import { sha256 } from './sha256.js';
import type { PretrainedWeights, WeightsStore } from './types.js';

/** What may be done to get weights that are known by name. */
export interface PretrainedOptions extends Pick<DownloadOptions, 'signal' | 'onProgress' | 'patience'> {
  /** Where downloaded weights are kept and found again; without it they are fetched each time. */
  store?: WeightsStore;
  /** True lets weights that are not here be fetched from their address. Default false: nothing is sent to anybody. */
  allowDownload?: boolean;
  /** Name of the license that the user agreed to, such as 'CC-BY-NC-SA-4.0'; needed where an entry has an `agreement`. */
  acceptLicense?: string;
  /** True fetches again what is kept already. Default false. */
  again?: boolean;
}

/** Options by name, for checks. */
export const PRETRAINED_OPTIONS = {
  store: 1,
  allowDownload: 1,
  acceptLicense: 1,
  again: 1,
  signal: 1,
  onProgress: 1,
  patience: 1,
} as const;

/**
 * The bytes of a file of weights, whose hash is the one that the entry names.
 *
 * @param weights A name out of `PRETRAINED`, or an entry of your own.
 * @throws {ModelError} `missing` for an unknown name, `invalid-argument` for an entry or option that cannot be right; `consent` where the weights are not here, and a download was not
 *   allowed or its license not agreed to; `corrupt` where what came is another file; `download`, `too-large`
 * @example
 * const file = await pretrainedBytes('phantom-aaai');
 */
export async function pretrainedBytes(
  weights: string | PretrainedWeights,
  options: PretrainedOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions('pretrainedBytes', options, PRETRAINED_OPTIONS);
  checkValues(options);
  const entry = findPretrained(weights);
  const bundled = entry.url === undefined ? BUNDLED[entry.name] : undefined;
  if (bundled) return bytesOfBase64((await bundled()).default);
  const kept = options.again ? undefined : await options.store?.read(storeKey(entry));
  if (kept && (await sha256(kept)) === entry.sha256) return kept;
  checkConsent(entry, options, kept !== undefined);
  const { signal, onProgress, patience, store } = options;
  const bytes = await download(entry.url as string, { limit: entry.bytes, signal, onProgress, patience });
  const found = await sha256(bytes);
  if (found !== entry.sha256) {
    throw new ModelError(
      'corrupt',
      `What came from ${entry.url} is not '${entry.name}': its SHA-256 is ${found}, and must be ${entry.sha256}. It was not kept.`,
    );
  }
  await store?.write(storeKey(entry), bytes);
  return bytes;
}

/**
 * Where a store keeps the file of an entry.
 *
 * @throws {ModelError} `invalid-argument` for what is no entry
 */
export function storeKey(entry: PretrainedWeights): string {
  const { sha256, file } = entry ?? {};
  const isEntry = typeof sha256 === 'string' && typeof file === 'string';
  check(
    isEntry,
    'The entry of weights',
    entry,
    'it is one of PRETRAINED, or of your own with sha256 and file',
  );
  return `${sha256}/${file}`;
}

function checkValues({ store, allowDownload, acceptLicense, again, ...bounds }: PretrainedOptions): void {
  const isStore =
    store === undefined || (typeof store?.read === 'function' && typeof store.write === 'function');
  check(isStore, 'store', store, 'it has the functions read and write, as weightsFolder() returns them');
  for (const [name, value] of Object.entries({ allowDownload, again }))
    check(value === undefined || typeof value === 'boolean', name, value, 'it is true or false');
  const isLicense = acceptLicense === undefined || typeof acceptLicense === 'string';
  check(isLicense, 'acceptLicense', acceptLicense, "it is the license's name, such as Apache-2.0");
  checkBounds(bounds);
}

function checkConsent(
  entry: PretrainedWeights,
  { allowDownload = false, acceptLicense }: PretrainedOptions,
  damaged: boolean,
): void {
  const { name, url, bytes, agreement, license } = entry;
  if (!allowDownload) {
    throw new ModelError(
      'consent',
      `The weights '${name}' are ${damaged ? 'damaged where they are kept' : 'not on this machine yet'}: ` +
        `${bytes.toLocaleString('en-US')} bytes at ${url}. Allow the download (allowDownload: true).`,
    );
  }
  if (agreement === undefined || acceptLicense === license) return;
  throw new ModelError(
    'consent',
    `The weights '${name}' are for those who agree to their license. ${agreement} Pass acceptLicense: '${license}' if you do` +
      `${acceptLicense === undefined ? '' : `; it was '${acceptLicense}'`}.`,
  );
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  // A callback for each byte would block a page for a tenth of a second.
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
