/** The pairs of volumes that the arguments name: two folders, two files, or a list. */
import path from 'node:path';
import { CliError } from '../errors.js';
import { isFolder } from '../files/readable.js';
import { pairMasks } from '../pairing/pair-masks.js';
import { stem } from '../pairing/stem.js';
import { nameSome } from '../text/name-some.js';
import { volumeFolder } from '../volumes/volume-files.js';
import { readPairList } from './read-pair-list.js';

/** A segmentation of one case: a label map, or a folder with a mask for each structure, as TotalSegmentator writes it. */
export interface MaskSource {
  /** The file or the folder. */
  path: string;
  structures?: readonly { name: string; file: string }[];
}

export interface VolumePair {
  id: string;
  prediction: MaskSource;
  truth: MaskSource;
}

export interface FoundVolumes {
  pairs: VolumePair[];
  /** Truths without a prediction. */
  missing: string[];
  /** What is in the folders and not looked at. */
  ignored: string[];
}

/** What belongs to a segmentation and is none: reports of this program, and what nnU-Net and TotalSegmentator leave. */
const KNOWN =
  /^(report\.(json|html)|dataset(_fingerprint)?\.json|plans\.json|predict_from_raw_data_args\.json|postprocessing\.pkl|statistics(_all)?\.json|summary\.json|.*\.pkl)$/i;

/** @throws {CliError} */
export async function findVolumes(
  predictions: string | undefined,
  truths: string | undefined,
  { list, allowMissing }: { list?: string; allowMissing: boolean },
): Promise<FoundVolumes> {
  if (list !== undefined) {
    const pairs = await readPairList(list, { predictions, truths });
    const sourced = pairs.map(({ id, prediction, truth }) => ({
      id,
      prediction: { path: prediction },
      truth: { path: truth },
    }));
    return { pairs: sourced, missing: [], ignored: [] };
  }
  if (predictions === undefined || truths === undefined) {
    throw new CliError(
      'invalid-argument',
      'Name the folder of predictions and the folder of truths, or pass --list.',
    );
  }
  const [found, known] = [await listSources('predictions', predictions), await listSources('truths', truths)];
  const ignored = [...found.ignored, ...known.ignored].filter((file) => !KNOWN.test(path.basename(file)));
  if (found.single && known.single) {
    const [prediction, truth] = [found.sources[0], known.sources[0]];
    return { pairs: [{ id: stem(prediction.path), prediction, truth }], missing: [], ignored };
  }
  const sourceOf = new Map([...found.sources, ...known.sources].map((source) => [source.path, source]));
  const paths = (sources: readonly MaskSource[]) => sources.map((source) => source.path);
  const { pairs, missing } = pairMasks(paths(found.sources), paths(known.sources));
  if (missing.length > 0 && !allowMissing) {
    throw new CliError(
      'input',
      `${missing.length} of ${known.sources.length} truths have no prediction: ${nameSome(missing)}. Predict them too, or ` +
        `pass --allow-missing to score the ${pairs.length} that have one.`,
    );
  }
  const of = (file: string) => sourceOf.get(file) as MaskSource;
  return {
    pairs: pairs.map(({ id, prediction, truth }) => ({ id, prediction: of(prediction), truth: of(truth) })),
    missing,
    ignored,
  };
}

/** All files of a source. */
export const filesOfSource = ({ path: file, structures }: MaskSource): string[] =>
  structures?.map((structure) => structure.file) ?? [file];

interface ListedSources {
  sources: MaskSource[];
  ignored: string[];
  single: boolean;
}

async function listSources(side: string, given: string): Promise<ListedSources> {
  const what = `The ${side} '${given}'`;
  if (!(await isFolder(what, given))) return { sources: [{ path: given }], ignored: [], single: true };
  const { files, folders, ignored, pictures } = await volumeFolder(what, given);
  if (files.length > 0) {
    return {
      sources: files.map((file) => ({ path: file })),
      ignored: [...ignored, ...pictures],
      single: false,
    };
  }
  const sources: MaskSource[] = [];
  const aside = [...ignored];
  for (const folder of folders) {
    const inside = await volumeFolder(`The folder '${folder}'`, folder);
    aside.push(...inside.ignored, ...inside.pictures);
    if (inside.files.length === 0) continue;
    sources.push({ path: folder, structures: inside.files.map((file) => ({ name: stem(file), file })) });
  }
  if (sources.length === 0) {
    throw new CliError(
      'input',
      `The folder of ${side} '${given}' holds no volume (.nii.gz, .nii, .hdr, .dcm, .npy, .npz, .safetensors), and none is in ` +
        'a folder of a case inside. Name the folder that holds them.',
    );
  }
  return { sources, ignored: aside, single: false };
}
