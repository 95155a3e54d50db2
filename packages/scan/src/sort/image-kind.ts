import { type FileFormat, recognize } from '@miniseg/formats';
import { check } from '../check-options.js';

/** How a file is read. */
export type ImageKind = 'picture' | 'nifti' | 'array' | 'dicom';

const KINDS: Record<FileFormat, ImageKind> = {
  png: 'picture',
  jpeg: 'picture',
  nifti: 'nifti',
  dicom: 'dicom',
  npy: 'array',
  npz: 'array',
  safetensors: 'array',
};

/** More bytes than any signature needs, a compressed NIfTI header included. */
const BEGINNING = 64 * 1024;

/**
 * What a file is, by its beginning, so that sorting a folder does not read gigabytes.
 *
 * @param source Its first bytes are asked for: 64 kB, or all where there are fewer.
 * @returns Undefined for a file of no known format.
 * @throws {ScanError} `invalid-argument` for what is no source.
 */
export async function imageKind(source: {
  beginning(bytes: number): Promise<Uint8Array>;
}): Promise<ImageKind | undefined> {
  const isSource = typeof source?.beginning === 'function';
  check(isSource, 'The source', source, 'it is a file with { name, size, beginning, bytes }');
  const format = recognize(await source.beginning(BEGINNING));
  return format && KINDS[format];
}
