/** Whether slices or volumes are to be scored: what the arguments name says it. */
import { CliError } from '../errors.js';
import { isFolder } from '../files/readable.js';
import { formatOf } from '../volumes/read-input.js';
import { isVolumeName, type VolumeFolder, volumeFolder } from '../volumes/volume-files.js';
import { readPairList } from './read-pair-list.js';

export type MaskKind = 'slices' | 'volumes';

/** Undefined for what could be either, or neither. */
type Guess = MaskKind | undefined;

/** @throws {CliError} for a picture against a volume, and for what cannot be read */
export async function maskKind(
  predictions: string | undefined,
  truths: string | undefined,
  list: string | undefined,
): Promise<MaskKind> {
  if (list !== undefined) {
    const [{ prediction, truth }] = await readPairList(list, { predictions, truths });
    return (await kindOf('prediction', prediction)) ?? (await kindOf('truth', truth)) ?? 'slices';
  }
  // Who looks for the pairs says that one is missing.
  if (predictions === undefined || truths === undefined) return 'slices';
  const [one, other] = [await kindOf('predictions', predictions), await kindOf('truths', truths)];
  if (one !== undefined && other !== undefined && one !== other) {
    const [slices, volumes] = one === 'slices' ? [predictions, truths] : [truths, predictions];
    throw new CliError(
      'input',
      `'${slices}' holds PNGs, and '${volumes}' volumes. Give two of a kind: 'miniseg data convert --slice' cuts volumes into slices.`,
    );
  }
  return one ?? other ?? 'slices';
}

async function kindOf(side: string, given: string): Promise<Guess> {
  const what = `The ${side} '${given}'`;
  if (!(await isFolder(what, given))) {
    const format = await formatOf(given);
    if (format === undefined) return isVolumeName(given) ? 'volumes' : undefined;
    return format === 'png' || format === 'jpeg' ? 'slices' : 'volumes';
  }
  const found = await volumeFolder(what, given);
  if (found.pictures.length > 0) return found.files.length > 0 ? undefined : 'slices';
  if (found.files.length > 0) return 'volumes';
  return (await holdsCases(found)) ? 'volumes' : undefined;
}

/** A folder for each case, with a volume or several. */
async function holdsCases({ folders }: VolumeFolder): Promise<boolean> {
  for (const folder of folders) {
    if ((await volumeFolder(`The folder '${folder}'`, folder)).files.length > 0) return true;
  }
  return false;
}
