/** The pairs of masks that the arguments name: two folders, two files, or a list. */
import path from 'node:path';
import { CliError } from '../errors.js';
import { type FileKinds, isHidden, listFiles } from '../files/list-files.js';
import { type PairedMasks, pairMasks } from '../pairing/pair-masks.js';
import { nameSome } from '../text/name-some.js';
import { readPairList } from './read-pair-list.js';

const MASKS: Pick<FileKinds, 'suffixes' | 'cure'> = {
  suffixes: ['png'],
  cure: 'Masks must lie directly in it, not in folders inside; label volumes are .nii.gz, .nii, .hdr, .dcm, .npy, .npz or .safetensors.',
};

export interface FoundPairs extends PairedMasks {
  /** Files of the folders which are not looked at: hidden ones, and what is no PNG by its name. */
  ignored: string[];
}

/** @throws {CliError} */
export async function findPairs(
  predictions: string | undefined,
  truths: string | undefined,
  { list, allowMissing }: { list?: string; allowMissing: boolean },
): Promise<FoundPairs> {
  if (list !== undefined) {
    return { pairs: await readPairList(list, { predictions, truths }), missing: [], ignored: [] };
  }
  if (predictions === undefined || truths === undefined) {
    throw new CliError(
      'invalid-argument',
      'Name the folder of predictions and the folder of truths, or pass --list.',
    );
  }
  const predicted = await listFiles(predictions, { side: 'predictions', ...MASKS });
  const known = await listFiles(truths, { side: 'truths', ...MASKS });
  // Hidden files of no pictures are the system's own, and segment leaves a report beside its masks.
  const ignored = [...predicted.ignored, ...known.ignored].filter((file) =>
    isHidden(file) ? /\.png$/i.test(file) : path.basename(file) !== 'report.json',
  );
  if (predicted.single && known.single) {
    const [prediction, truth] = [predicted.files[0], known.files[0]];
    return { pairs: [{ id: path.parse(prediction).name, prediction, truth }], missing: [], ignored };
  }
  const paired = pairMasks(predicted.files, known.files);
  if (paired.missing.length > 0 && !allowMissing) {
    throw new CliError(
      'input',
      `${paired.missing.length} of ${known.files.length} truths have no prediction: ${nameSome(paired.missing)}. Predict ` +
        `them too, or pass --allow-missing to score the ${paired.pairs.length} that have one.`,
    );
  }
  return { ...paired, ignored };
}
