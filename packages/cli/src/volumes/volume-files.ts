/** Which files of a folder hold volumes, by their names, and which of several of one name counts. */
import path from 'node:path';
import { listFolder } from '@miniseg/checkpoints/node';
import { isHidden } from '../files/list-files.js';
import { readable } from '../files/readable.js';
import { stem } from '../pairing/stem.js';
import { formatOf } from './read-input.js';

/** What lies directly in a folder. */
export interface VolumeFolder {
  /** Volumes, in the order of their names; of a .hdr/.img pair the .hdr. */
  files: string[];
  /** Pictures. */
  pictures: string[];
  folders: string[];
  /** Files that are neither, hidden ones, and those that say the same as another file of their name. */
  ignored: string[];
}

/** In the order of what counts where a segmentation was written in several ways. */
const SUFFIXES = [/\.nii(\.gz)?$|\.(hdr|img)(\.gz)?$/i, /\.dcm$/i, /\.(npy|npz|safetensors)$/i];
const rankOf = (name: string) => SUFFIXES.findIndex((suffix) => suffix.test(name));

export const isVolumeName = (name: string): boolean => rankOf(name) >= 0;

/** @throws {CliError} where it cannot be read */
export async function volumeFolder(what: string, folder: string): Promise<VolumeFolder> {
  const entries = await readable(what, listFolder(folder));
  const at = (name: string) => path.join(folder, name);
  const names = entries.filter(({ kind }) => kind !== 'folder').map(({ name }) => name);
  const shown = names.filter((name) => !isHidden(name));
  const headers = new Set(shown.map((name) => name.toLowerCase()));
  const isImageOfPair = (name: string) =>
    /\.img(\.gz)?$/i.test(name) &&
    ['.hdr', '.hdr.gz'].some((suffix) => headers.has(name.toLowerCase().replace(/\.img(\.gz)?$/, suffix)));
  const pictures = shown.filter((name) => /\.png$/i.test(name));
  const volumes = shown.filter((name) => isVolumeName(name) && !isImageOfPair(name));
  const nameless =
    volumes.length + pictures.length === 0
      ? await dicomsAmong(shown.map((name) => ({ name, file: at(name) })))
      : [];
  const best = new Map<string, number>();
  for (const name of volumes)
    best.set(stem(name), Math.min(best.get(stem(name)) ?? SUFFIXES.length, rankOf(name)));
  const files = [...nameless, ...volumes.filter((name) => rankOf(name) === best.get(stem(name)))].sort();
  const taken = new Set([...files, ...pictures]);
  return {
    files: files.map(at),
    pictures: pictures.map(at),
    folders: entries
      .filter(({ name, kind }) => kind === 'folder' && !isHidden(name))
      .map(({ name }) => at(name)),
    ignored: names.filter((name) => !taken.has(name) && !isImageOfPair(name)).map(at),
  };
}

/** Archives write DICOM files without a suffix. */
async function dicomsAmong(files: readonly { name: string; file: string }[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, file } of files) {
    const format = await formatOf(file).catch(() => undefined);
    if (format === 'dicom') found.push(name);
  }
  return found;
}
