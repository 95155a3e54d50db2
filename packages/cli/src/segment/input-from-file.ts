/** One file as an input. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { imageKind, imageName } from '@miniseg/scan';
import { imageSource } from './image-source.js';
import type { SegmentInput } from './inputs.js';

export async function inputFromFile(file: string): Promise<SegmentInput> {
  const header = await niftiHeaderOf(file);
  return inputOf(file, (await imageKind(await imageSource(header ?? file))) ?? 'picture');
}

export function inputOf(file: string, kind: SegmentInput['kind']): SegmentInput {
  return { name: imageName(file, kind), kind, files: [file], label: path.basename(file), notes: [] };
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
