import { access } from 'node:fs/promises';
import path from 'node:path';
import type { ImageKind } from '../sort/image-kind.js';
import { imageKind } from '../sort/image-kind.js';
import { imageName } from '../sort/image-name.js';
import type { ImageSource } from '../sort/image-source.js';
import type { ScanInput } from '../study/scan-input.js';
import { fileSource, keptSource, plainSize } from './file-source.js';
import type { KeptBytes } from './kept-bytes.js';

/** One file as an input; what is of no known format counts as a picture, and fails as one when it is read. */
export async function inputFromFile(file: string, room: KeptBytes): Promise<ScanInput> {
  const source = keptSource(file, await plainSize(file), room);
  const header = await niftiHeaderOf(file);
  // What an .img holds, only its .hdr can tell.
  const told = header ? { ...source, beginning: (await fileSource(header)).beginning } : source;
  return inputOf(told, (await imageKind(told)) ?? 'picture');
}

export function inputOf(source: ImageSource, kind: ImageKind): ScanInput {
  const { name } = source;
  return { name: imageName(name, kind), label: path.basename(name), kind, files: [source], notes: [] };
}

/** True for the .img of a NIfTI pair whose .hdr is among the files as well: one of the two is enough. */
export async function hasNiftiHeader(file: string, files: readonly string[]): Promise<boolean> {
  const header = await niftiHeaderOf(file);
  return header !== undefined && files.some((other) => path.resolve(other) === path.resolve(header));
}

/** The .hdr beside an .img, which has no signature of its own. */
async function niftiHeaderOf(file: string): Promise<string | undefined> {
  const suffix = /\.img(\.gz)?$/i.exec(file);
  if (!suffix) return undefined;
  for (const candidate of ['.hdr', '.hdr.gz']) {
    const header = file.slice(0, suffix.index) + candidate;
    const exists = await access(header).then(
      () => true,
      () => false,
    );
    if (exists) return header;
  }
  return undefined;
}
