import { stat } from 'node:fs/promises';
import path from 'node:path';
import { listFolder } from '@miniseg/formats/node';
import { ScanError } from '../errors.js';
import { imageKind } from '../sort/image-kind.js';
import type { FileReason, ImageSource } from '../sort/image-source.js';
import { sortImages } from '../sort/sort-images.js';
import type { CollectedInputs } from './collected-inputs.js';
import { dicomStacks } from './dicom-stacks.js';
import { keptSource } from './file-source.js';
import { inputOf } from './input-from-file.js';
import type { KeptBytes } from './kept-bytes.js';

/**
 * The files of a folder, sorted into what is segmented and what is left alone. A folder with .png files is a folder of
 * slices, and these alone are taken. In any other, volumes and DICOM series are; where there are none, JPEG slices.
 * Hidden files, such as the `._` files that macOS leaves, are no files of a folder.
 *
 * @throws {ScanError} `empty` for a folder without any of them, `io` for one that cannot be listed
 */
export async function inputsFromFolder(folder: string, room: KeptBytes): Promise<CollectedInputs> {
  const { files, folders, unreadable } = await list(folder, room);
  const slices = files.filter(({ name }) => isSlice(name));
  const others = files.filter((file) => !slices.includes(file));
  const sliceFolder = slices.length > 0 || unreadable.some(({ file }) => isSlice(file));
  const found = sliceFolder ? await slicesAlone(slices, others) : await volumesOrPictures(folder, others);
  found.failed.unshift(...unreadable);
  const taken = new Set(found.inputs.flatMap((input) => input.files));
  for (const file of files) if (!taken.has(file)) file.release?.();
  if (found.inputs.length === 0 && found.failed.length === 0) {
    const below = folders.length > 0 ? `, only ${folders.length} folder(s), which are not looked into` : '';
    const [first] = found.notTaken;
    throw new ScanError(
      'empty',
      `The folder '${folder}' holds no .png file, and no other image that can be read${below}.${first ? ` ${first.file}: ${first.reason}.` : ''} Give a folder of slices, of a DICOM series or of volumes, or name the files.`,
    );
  }
  const reason = 'it is a folder, which is not looked into; name it to have what it holds segmented too';
  found.notTaken.push(...folders.map((file) => ({ file, reason })));
  return found;
}

async function slicesAlone(
  slices: readonly ImageSource[],
  others: readonly ImageSource[],
): Promise<CollectedInputs> {
  const found: CollectedInputs = {
    inputs: slices.map((slice) => inputOf(slice, 'picture')),
    notTaken: [],
    failed: [],
  };
  // Notes and tables beside slices are no surprise; images are.
  for (const other of others) if (await isImage(other)) found.notTaken.push(leave(other, 'PNG slices'));
  return found;
}

async function isImage(file: ImageSource): Promise<boolean> {
  try {
    return (await imageKind(file)) !== undefined || IMAGE_NAME.test(file.name);
  } catch {
    return true;
  }
}

async function volumesOrPictures(folder: string, files: readonly ImageSource[]): Promise<CollectedInputs> {
  const sorted = await sortImages(files);
  const of = (wanted: boolean) => sorted.images.filter(({ kind }) => (kind === 'picture') === wanted);
  const stacks = dicomStacks(sorted.series, path.basename(path.resolve(folder)));
  const inputs = [...of(false).map(({ kind, files }) => inputOf(files[0], kind)), ...stacks.inputs];
  if (NNUNET.test(path.basename(path.resolve(folder)))) nameAsCases(inputs);
  const pictures = of(true).map(({ files }) => files[0]);
  return {
    inputs: inputs.length > 0 ? inputs : pictures.map((file) => inputOf(file, 'picture')),
    notTaken: [
      ...sorted.notTaken,
      ...stacks.notTaken,
      ...(inputs.length > 0 ? pictures.map((picture) => leave(picture, 'volumes')) : []),
    ],
    failed: sorted.failed,
  };
}

/** Of nnU-Net's folders of images (imagesTs/case_0000.nii.gz, the first channel alone) results go by the names of the cases. */
function nameAsCases(inputs: readonly { name: string; kind: string }[]): void {
  const volumes = inputs.filter(({ kind }) => kind === 'nifti');
  if (!volumes.every(({ name }) => CHANNEL.test(name))) return;
  for (const volume of volumes) volume.name = volume.name.replace(CHANNEL, '$1');
}

/** Elsewhere 0000 is a number like another. */
const NNUNET = /^images(Tr|Ts|Va|Val)$/i;
const CHANNEL = /^(.+)_0000$/;

interface Listed {
  files: ImageSource[];
  /** Names. */
  folders: string[];
  /** Links to nowhere, and what else the file system refuses. */
  unreadable: FileReason[];
}

async function list(folder: string, room: KeptBytes): Promise<Listed> {
  const listed: Listed = { files: [], folders: [], unreadable: [] };
  const names = await listFolder(folder).catch((cause: Error) => {
    throw new ScanError('io', `The folder '${folder}' cannot be read: ${cause.message}.`, { cause });
  });
  for (const { name } of names) {
    if (name.startsWith('.')) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch((error: Error) => error);
    if (found instanceof Error) {
      const reason = `It cannot be read: ${found.message}. Copy it again, or remove it to do without it.`;
      listed.unreadable.push({ file: name, reason });
    } else if (found.isDirectory()) listed.folders.push(name);
    else if (found.isFile()) listed.files.push(keptSource(file, found.size, room));
    else
      listed.unreadable.push({
        file: name,
        reason: 'It is a pipe or a device, and no plain file. Remove it.',
      });
  }
  return listed;
}

const IMAGE_NAME = /\.(nii(\.gz)?|hdr|img|dcm|dicom|ima|npy|npz|jpe?g)$/i;
const isSlice = (file: string) => /\.png$/i.test(file);

function leave({ name }: ImageSource, taken: string): FileReason {
  const reason = `its folder holds ${taken}, which were taken; name it to have it segmented too`;
  return { file: path.basename(name), reason };
}
