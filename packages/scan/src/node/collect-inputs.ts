import { stat } from 'node:fs/promises';
import path from 'node:path';
import { check, checkOptions } from '../check-options.js';
import { checkCount } from '../check-values.js';
import { ScanError } from '../errors.js';
import type { ScanInput } from '../study/scan-input.js';
import type { CollectedInputs } from './collected-inputs.js';
import { hasNiftiHeader, inputFromFile } from './input-from-file.js';
import { inputsFromFolder } from './inputs-from-folder.js';
import { KeptBytes } from './kept-bytes.js';

/** For {@link collectInputs}. */
export interface CollectInputsOptions {
  /**
   * Bytes of DICOM files that may be kept from now on, so that each is read once: sorting reads them whole, and so does all
   * that comes after. The file's `release` lets go of its bytes. Default 0: they are read anew each time.
   */
  keep?: number;
}

/**
 * What paths name: pictures of one slice each, files with volumes, DICOM series, and folders of these. A path that
 * cannot be read is named among what failed, as long as another one can.
 *
 * @throws {ScanError} where no path gives anything to segment (of the first of them), `invalid-argument` where two inputs
 *   would get results of one name, and for an option that does not exist
 * @example
 * const { inputs, notTaken, failed } = await collectInputs(['study', 'scan.nii.gz'], { keep: 2 ** 28 });
 * for (const input of inputs) {
 *   await segmentStudy(await readStudy(input), segment);
 *   for (const file of input.files) file.release?.();
 * }
 */
export async function collectInputs(
  paths: readonly string[],
  options: CollectInputsOptions = {},
): Promise<CollectedInputs> {
  const arePaths = Array.isArray(paths) && paths.every((file) => typeof file === 'string');
  check(arePaths, 'The paths', paths, 'they are a list of names of files and folders');
  const { keep = 0 } = checkOptions('collectInputs', options, { keep: 1 });
  checkCount(keep, 'keep', 0);
  const room = new KeptBytes(keep);
  const found: CollectedInputs = { inputs: [], notTaken: [], failed: [] };
  const errors: ScanError[] = [];
  for (const given of paths) {
    try {
      const { inputs, notTaken, failed } = await inputsOf(given, paths, room);
      found.inputs.push(...inputs);
      found.notTaken.push(...notTaken);
      found.failed.push(...failed);
    } catch (error) {
      if (!ScanError.isInstance(error)) throw error;
      errors.push(error);
      found.failed.push({ file: path.basename(given), reason: error.message });
    }
  }
  if (found.inputs.length === 0 && errors.length > 0 && errors.length === found.failed.length)
    throw errors[0];
  checkNames(found.inputs);
  return found;
}

async function inputsOf(given: string, paths: readonly string[], room: KeptBytes): Promise<CollectedInputs> {
  const info = await stat(given).catch((cause: Error) => {
    throw new ScanError('io', `'${given}' cannot be read: ${cause.message}. Check the path.`, { cause });
  });
  if (info.isDirectory()) return inputsFromFolder(given, room);
  const inputs = (await hasNiftiHeader(given, paths)) ? [] : [await inputFromFile(given, room)];
  return { inputs, notTaken: [], failed: [] };
}

function checkNames(inputs: readonly ScanInput[]): void {
  const seen = new Map<string, ScanInput>();
  for (const input of inputs) {
    const other = seen.get(input.name);
    if (other !== undefined) {
      const [one, two] = [other, input].map(placeOf);
      const suffix = input.kind === 'picture' ? '.png' : '';
      throw new ScanError(
        'invalid-argument',
        `'${one}' and '${two}' would both give '${input.name}${suffix}'. Rename one of them, or run them into different folders.`,
      );
    }
    seen.set(input.name, input);
  }
}

const placeOf = ({ files }: ScanInput) => (files.length === 1 ? files[0].name : path.dirname(files[0].name));
