/** One file as an input. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { FileFormat } from '@miniseg/data';
import type { SegmentInput } from '../collect-inputs.js';
import { fileFormat } from './file-format.js';

const KINDS: Record<FileFormat, SegmentInput['kind']> = {
  png: 'picture',
  jpeg: 'picture',
  nifti: 'nifti',
  dicom: 'dicom',
  npy: 'array',
  npz: 'array',
  safetensors: 'array',
};

export async function inputFromFile(file: string): Promise<SegmentInput> {
  const header = await niftiHeaderOf(file);
  const format = await fileFormat(header ?? file);
  return inputOf(file, format ? KINDS[format] : 'picture');
}

export function inputOf(file: string, kind: SegmentInput['kind']): SegmentInput {
  return { name: nameOf(file, kind), kind, files: [file], label: path.basename(file), notes: [] };
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

/** DICOM files are often named by identifiers full of dots, so that only suffixes that say something are cut off. */
export function nameOf(file: string, kind: SegmentInput['kind']): string {
  const base = path.basename(file);
  if (kind === 'picture') return path.basename(file, path.extname(file));
  return base.replace(/\.(nii|hdr|img)(\.gz)?$|\.(dcm|dicom|ima|npy|npz|safetensors)$/i, '') || base;
}
