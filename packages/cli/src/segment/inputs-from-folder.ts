/** The files of a folder, sorted into what is segmented and what is left alone. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { imageKind, sortImages } from '@miniseg/scan';
import { CliError } from '../errors.js';
import { dicomStacks } from './dicom-stacks.js';
import { imageSource } from './image-source.js';
import { inputOf } from './input-from-file.js';
import type { CollectedInputs } from './inputs.js';

/**
 * A folder with .png files is a folder of slices, and these alone are taken. In any other, volumes and DICOM series
 * are; where there are none, JPEG slices.
 *
 * @throws CliError for a folder without any of them.
 */
export async function inputsFromFolder(folder: string): Promise<CollectedInputs> {
  const { files, folders } = await list(folder);
  const slices = files.filter((file) => /\.png$/i.test(file));
  const others = files.filter((file) => !slices.includes(file) && !isHidden(file));
  const found = slices.length > 0 ? await sliceFolder(slices, others) : await volumeFolder(folder, others);
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

async function sliceFolder(slices: readonly string[], others: readonly string[]): Promise<CollectedInputs> {
  const notTaken: CollectedInputs['notTaken'] = [];
  for (const other of others) {
    if (await imageKind(await imageSource(other))) notTaken.push(leave(other, 'PNG slices'));
  }
  return { inputs: slices.map((file) => inputOf(file, 'picture')), notTaken, failed: [] };
}

async function volumeFolder(folder: string, files: readonly string[]): Promise<CollectedInputs> {
  const sorted = await sortImages(await Promise.all(files.map(imageSource)));
  const of = (wanted: boolean) => sorted.images.filter(({ kind }) => (kind === 'picture') === wanted);
  const stacks = dicomStacks(sorted.series, path.basename(path.resolve(folder)));
  const inputs = [...of(false).map(({ kind, files }) => inputOf(files[0].name, kind)), ...stacks.inputs];
  const pictures = of(true).map(({ files }) => files[0].name);
  return {
    inputs: inputs.length > 0 ? inputs : pictures.map((file) => inputOf(file, 'picture')),
    notTaken: [
      ...sorted.notTaken,
      ...stacks.notTaken,
      ...(inputs.length > 0 ? pictures.map((picture) => leave(picture, 'volumes')) : []),
    ],
    failed: sorted.failed.map(({ file, reason }) => ({ file, error: reason })),
  };
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

function leave(file: string, taken: string): CollectedInputs['notTaken'][number] {
  const reason = `its folder holds ${taken}, which were taken; name it to have it segmented too`;
  return { file: path.basename(file), reason };
}
