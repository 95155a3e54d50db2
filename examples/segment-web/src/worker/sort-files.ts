/** What a handful of files is: pictures, volumes, DICOM series, weights, and the rest. Names decide nothing. */
import {
  DataError,
  type DicomSeries,
  type FileFormat,
  groupDicomSeries,
  type NamedBytes,
  readDicom,
  recognize,
} from '@miniseg/data';
import { inOneLine } from '../logic/explain.js';
import type { InputInfo, InputKind, SortedFiles } from '../shared/types.js';
import { unpackZip } from './unpack-zip.js';
import { isWeightsFile } from './weights-file.js';

/** An input with the files that it is read from. */
export interface Input extends InputInfo {
  sources: File[];
}

export interface Sorted extends Omit<SortedFiles, 'inputs'> {
  inputs: Input[];
}

// More than any signature needs, a compressed NIfTI header included.
const BEGINNING = 64 * 1024;
const KINDS: Record<FileFormat, InputKind> = {
  png: 'picture',
  jpeg: 'picture',
  nifti: 'nifti',
  dicom: 'dicom',
  npy: 'array',
  npz: 'array',
  safetensors: 'array',
};
/** Files of these names are images, so that one of unknown content is damaged and not merely foreign. */
const IMAGE_SUFFIX = /\.((nii|hdr)(\.gz)?|dcm|npy|jpe?g|png|zip)$/i;
const PAIR = /\.(hdr|img)(\.gz)?$/i;

/** @param batch Makes the inputs' ids unique; the same files in the same order get the same ids. */
export async function sortFiles(files: readonly File[], batch: number): Promise<Sorted> {
  const found: Sorted = { inputs: [], notTaken: [], failed: [], weights: [] };
  const dicoms: File[] = [];
  const all = await unpacked(files, found);
  const images = new Map(
    all.filter(({ name }) => /\.img(\.gz)?$/i.test(name)).map((file) => [stem(file), file]),
  );
  for (const file of all) {
    if (file.size === 0) found.failed.push({ file: file.name, reason: 'The file is empty. Copy it again.' });
    else if (await isWeightsFile(file)) found.weights.push(file);
    else await sortOne(file, images.get(stem(file)), found, dicoms);
  }
  if (dicoms.length > 0) found.inputs.push(...(await seriesOf(dicoms, found)));
  return {
    ...found,
    inputs: found.inputs.map((input, index) => ({ ...input, id: `${batch}.${index}` })),
  };
}

async function unpacked(files: readonly File[], found: Sorted): Promise<File[]> {
  const all: File[] = [];
  for (const file of files) {
    if (!(await isZip(file)) || /\.(pth|pt|ckpt)$/i.test(file.name)) all.push(file);
    else {
      try {
        all.push(...((await unpackZip(file)) ?? [file]));
      } catch (error) {
        found.failed.push({ file: file.name, reason: inOneLine(error) });
      }
    }
  }
  return all;
}

async function sortOne(file: File, image: File | undefined, found: Sorted, dicoms: File[]): Promise<void> {
  const name = shortName(file.name);
  let format: FileFormat | undefined;
  try {
    format = recognize(new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer()));
  } catch (error) {
    found.failed.push({ file: name, reason: inOneLine(error) });
    return;
  }
  if (format === 'dicom') dicoms.push(file);
  else if (format) {
    const sources = /\.hdr(\.gz)?$/i.test(file.name) && image ? [file, image] : [file];
    found.inputs.push(inputOf(file, KINDS[format], sources));
  } else if (/\.img(\.gz)?$/i.test(file.name)) {
    // The second half of a pair has no signature; without the first it says nothing.
    found.notTaken.push({
      file: name,
      reason: 'It is read with the .hdr file of the same name, if that is there.',
    });
  } else if (IMAGE_SUFFIX.test(file.name)) {
    found.failed.push({
      file: name,
      reason:
        'The file is named as an image, and its content is of no known format: damaged or mislabelled. Export it again.',
    });
  } else found.notTaken.push({ file: name, reason: 'It is of no known format.' });
}

async function seriesOf(files: readonly File[], found: Sorted): Promise<Input[]> {
  const named: NamedBytes[] = [];
  for (const [index, file] of files.entries()) {
    // Files of two folders may have one name.
    named.push({ name: `#${index}#`, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  const { series, ignored } = groupDicomSeries(named);
  const fileOf = (name: string) => files[Number(name.slice(1, -1))];
  for (const { name, reason } of ignored) {
    const problem = { file: shortName(fileOf(name).name), reason: realNames(reason, files) };
    const { bytes } = named.find((other) => other.name === name) as NamedBytes;
    // What holds no image is left alone; what is damaged may be a slice that is missing now.
    ((await isDamaged(bytes)) ? found.failed : found.notTaken).push(problem);
  }
  return series.map((stack) => {
    const sources = stack.files.map(({ name }) => fileOf(name));
    const notes = stack.issues.map(({ message }) => realNames(message, files));
    return { ...inputOf(sources[0], 'dicom', sources), ...titles(stack, sources), notes };
  });
}

function titles(stack: DicomSeries, sources: readonly File[]): Pick<InputInfo, 'name' | 'label'> {
  const [first] = sources;
  if (sources.length === 1) return { name: nameOf(first), label: shortName(first.name) };
  const folder = first.name.split('/').at(-2);
  const label = [folder, stack.description, `${sources.length} files`].filter(Boolean).join(', ');
  return { name: folder ?? (stack.description.replace(/[^\w-]+/g, '-') || 'series'), label };
}

function inputOf(file: File, kind: InputKind, sources: File[]): Input {
  return {
    id: '',
    name: nameOf(file),
    label: shortName(file.name),
    kind,
    files: sources.length,
    notes: [],
    sources,
  };
}

/** The grouping was given numbers for names. */
function realNames(message: string, files: readonly File[]): string {
  return message.replace(/#(\d+)#/g, (_, number) => shortName(files[Number(number)].name));
}

async function isDamaged(bytes: Uint8Array): Promise<boolean> {
  try {
    await readDicom(bytes);
    return false;
  } catch (error) {
    return DataError.isInstance(error) && ['truncated', 'corrupt', 'too-large'].includes(error.code);
  }
}

async function isZip(file: File): Promise<boolean> {
  const [p, k, three, four] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && three === 3 && four === 4;
}

const shortName = (name: string) => name.split('/').at(-1) as string;
const stem = (file: File) => file.name.replace(PAIR, '');

/** DICOM files are often named by identifiers full of dots, so that only suffixes that say something are cut off. */
function nameOf(file: File): string {
  const base = shortName(file.name);
  return (
    base.replace(/\.(nii|hdr|img)(\.gz)?$|\.(dcm|dicom|ima|npy|npz|safetensors|png|jpe?g)$/i, '') || base
  );
}
