/** The files of a folder, sorted into what is segmented and what is left alone. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DataError, type FileFormat } from '@miniseg/data';
import { readPath } from '@miniseg/data/node';
import type { CollectedInputs } from '../collect-inputs.js';
import { CliError } from '../errors.js';
import { dicomStacks } from './dicom-stacks.js';
import { fileFormat } from './file-format.js';
import { hasNiftiHeader, inputFromFile, inputOf } from './input-from-file.js';

interface Found {
  file: string;
  format: FileFormat | undefined;
}

/** Files of these names are images, so that one of unknown content is damaged and not merely foreign. */
const IMAGE_SUFFIX = /\.((nii|hdr)(\.gz)?|dcm|npy|jpe?g)$/i;
const MISLABELED =
  'the file is named as an image, and its content is of no known format; it is damaged or mislabelled.';

/**
 * A folder with .png files is a folder of slices, and these alone are taken. In any other, volumes and DICOM series
 * are; where there are none, JPEG slices.
 *
 * @throws CliError for a folder without any of them.
 */
export async function inputsFromFolder(folder: string): Promise<CollectedInputs> {
  const { files, folders } = await list(folder);
  const slices = files.filter((file) => /\.png$/i.test(file));
  const others = await recognized(files.filter((file) => !slices.includes(file) && !isHidden(file)));
  const found = slices.length > 0 ? sliceFolder(slices, others) : await volumeFolder(folder, others);
  if (found.inputs.length === 0 && found.failed.length === 0) {
    const below = folders > 0 ? `, only ${folders} folder(s), which are not looked into` : '';
    const [first] = found.notTaken;
    throw new CliError(
      'input',
      `The folder '${folder}' holds no .png file, and no other image that can be read${below}.${first ? ` ${first.file}: ${first.reason}.` : ''} Give a folder of slices, of a DICOM series or of volumes, or name the files.`,
    );
  }
  return found;
}

function sliceFolder(slices: readonly string[], others: readonly Found[]): CollectedInputs {
  const images = others.filter(({ format }) => format !== undefined);
  return {
    inputs: slices.map((file) => inputOf(file, 'picture')),
    notTaken: images.map((image) => leave(image, 'PNG slices')),
    failed: [],
  };
}

async function volumeFolder(folder: string, files: readonly Found[]): Promise<CollectedInputs> {
  const found: CollectedInputs = { inputs: [], notTaken: [], failed: [] };
  const pictures = files.filter(({ format }) => format === 'png' || format === 'jpeg');
  const dicoms = files.filter(({ format }) => format === 'dicom').map(({ file }) => file);
  for (const { file, format } of files) {
    const label = path.basename(file);
    if (format === undefined) {
      const names = files.map((other) => other.file);
      if (IMAGE_SUFFIX.test(file)) found.failed.push({ file: label, error: MISLABELED });
      else if (!(await hasNiftiHeader(file, names)))
        found.notTaken.push({ file: label, reason: 'it is of no known format' });
    } else if (format === 'nifti' || format === 'npy') {
      found.inputs.push(await inputFromFile(file));
    } else if (format === 'npz' || format === 'safetensors') {
      const reason = await noVolume(file);
      if (reason === undefined) found.inputs.push(await inputFromFile(file));
      else found.notTaken.push({ file: label, reason });
    }
  }
  if (dicoms.length > 0) {
    const stacks = await dicomStacks(dicoms, path.basename(path.resolve(folder)));
    found.inputs.push(...stacks.inputs);
    found.notTaken.push(...stacks.notTaken);
    found.failed.push(...stacks.failed);
  }
  if (found.inputs.length > 0) found.notTaken.push(...pictures.map((picture) => leave(picture, 'volumes')));
  else found.inputs.push(...pictures.map(({ file }) => inputOf(file, 'picture')));
  return found;
}

async function list(folder: string): Promise<{ files: string[]; folders: number }> {
  const files: string[] = [];
  let folders = 0;
  for (const name of (await readdir(folder)).sort()) {
    const file = path.join(folder, name);
    // A link to nowhere is kept where it is named as a slice: reading it says what is wrong.
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory()) folders++;
    else if (found?.isFile() || /\.png$/i.test(name)) files.push(file);
  }
  return { files, folders };
}

const isHidden = (file: string) => path.basename(file).startsWith('.');

function leave({ file }: Found, taken: string): CollectedInputs['notTaken'][number] {
  const reason = `its folder holds ${taken}, which were taken; name it to have it segmented too`;
  return { file: path.basename(file), reason };
}

async function recognized(files: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const file of files) found.push({ file, format: await fileFormat(file) });
  return found;
}

/** Archives and safetensors may hold anything, weights for example; only reading them tells. */
async function noVolume(file: string): Promise<string | undefined> {
  try {
    await readPath(file);
    return undefined;
  } catch (error) {
    if (DataError.isInstance(error)) return error.message;
    throw error;
  }
}
