/** What the arguments name: pictures of one slice each, files with volumes, DICOM series. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.js';
import { hasNiftiHeader, inputFromFile } from './input-from-file.js';
import type { CollectedInputs, SegmentInput } from './inputs.js';
import { inputsFromFolder } from './inputs-from-folder.js';

/**
 * @throws CliError when a path is missing, a folder holds nothing to segment, or two inputs would get results of the
 *   same name.
 */
export async function collectInputs(paths: readonly string[]): Promise<CollectedInputs> {
  const found: CollectedInputs = { inputs: [], notTaken: [], failed: [] };
  for (const given of paths) {
    const kind = await stat(given).catch((cause: Error) => {
      throw new CliError('input', `'${given}' cannot be read: ${cause.message}. Check the path.`, { cause });
    });
    if (kind.isDirectory()) {
      const inside = await inputsFromFolder(given);
      found.inputs.push(...inside.inputs);
      found.notTaken.push(...inside.notTaken);
      found.failed.push(...inside.failed);
    } else if (!(await hasNiftiHeader(given, paths))) {
      found.inputs.push(await inputFromFile(given));
    }
  }
  checkNames(found.inputs);
  return found;
}

function checkNames(inputs: readonly SegmentInput[]): void {
  const seen = new Map<string, SegmentInput>();
  for (const input of inputs) {
    const other = seen.get(input.name);
    if (other !== undefined) {
      const [one, two] = [other, input].map(placeOf);
      const suffix = input.kind === 'picture' ? '.png' : '';
      throw new CliError(
        'input',
        `'${one}' and '${two}' would both give '${input.name}${suffix}'. Rename one of them, or run them into different folders.`,
      );
    }
    seen.set(input.name, input);
  }
}

const placeOf = ({ files }: SegmentInput) => (files.length === 1 ? files[0] : path.dirname(files[0]));
