/** What an input will take, counted before its pixels are read. */
import { announcedSize, type DicomSeries } from '@miniseg/formats';
import { ScanError } from '../errors.js';
import type { ImageSource } from '../sort/image-source.js';
import { checkFiles } from './check-input.js';
import type { ScanInput } from './scan-input.js';

/**
 * Bytes for each value besides reading it. A volume: its axial view, labels as the network gives them and as the file has its
 * voxels, and the label map. A picture: labels, mask and overlay, in colors and before and after they are compressed.
 */
const VOLUME = 8;
const PICTURE = 14;
/** The pieces of a PNG are joined. */
const PICTURE_FILES = 2;
/** Values of a series are decoded one slice after the other. */
const DICOM = 12;
/** More bytes than the header of any volume. */
const BEGINNING = 2 ** 16;

export interface MemoryLimit {
  /** Bytes. */
  maxMemory?: number;
  /** A sentence after the refusal. */
  memoryCure?: string;
}

/** @throws {ScanError} `too-large` for a picture or a volume of one file that needs more */
export async function checkStudyMemory(
  input: Pick<ScanInput, 'kind' | 'files'>,
  { maxMemory, memoryCure }: MemoryLimit,
): Promise<void> {
  if (maxMemory === undefined) return;
  const held = await heldFor(input);
  if (held) refuseBeyond({ maxMemory, memoryCure }, held.bytes, held.values);
}

/**
 * Bytes that a picture or a volume of one file, or of a pair, will take at most, from its file to its results. Undefined for a
 * DICOM series, whose slices come one after the other, and for what cannot be told: its reader will refuse it.
 *
 * @throws {ScanError} `invalid-argument` for what has no files
 * @example
 * const bytes = await studyMemory(input);
 */
export async function studyMemory(input: Pick<ScanInput, 'kind' | 'files'>): Promise<number | undefined> {
  checkFiles(input?.files);
  return (await heldFor(input))?.bytes;
}

async function heldFor({
  kind,
  files,
}: Pick<ScanInput, 'kind' | 'files'>): Promise<{ bytes: number; values: string } | undefined> {
  if (kind === 'dicom') return undefined;
  const all = files.reduce((sum, { size }) => sum + size, 0);
  // Of a pair, either file may come first, and only one has a header.
  for (const file of files) {
    // An archive says what it holds at its end, and a JPEG behind what cameras write of themselves.
    let bytes = await (kind === 'array' ? file.bytes() : file.beginning(BEGINNING));
    let size = announcedSize(bytes);
    if (!size && kind === 'picture') {
      bytes = await file.bytes();
      size = announcedSize(bytes);
    }
    if (!size) continue;
    const rest = (all - bytes.length) * (kind === 'picture' ? PICTURE_FILES : 1);
    return {
      bytes: size.memory + rest + size.values * (kind === 'picture' ? PICTURE : VOLUME),
      values: size.shape?.join(' x ') ?? String(size.values),
    };
  }
  return undefined;
}

/** @throws {ScanError} `too-large` for a series that needs more */
export function checkSeriesMemory(
  { shape }: Pick<DicomSeries, 'shape'>,
  files: readonly ImageSource[],
  { maxMemory, memoryCure }: MemoryLimit,
): void {
  if (maxMemory === undefined) return;
  const held = files.reduce((sum, file) => sum + file.size, 0);
  refuseBeyond({ maxMemory, memoryCure }, held + shape[0] * shape[1] * shape[2] * DICOM, shape.join(' x '));
}

function refuseBeyond(
  { maxMemory, memoryCure = 'Allow more with maxMemory.' }: MemoryLimit & { maxMemory: number },
  needed: number,
  values: string,
): void {
  if (needed <= maxMemory) return;
  const size = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new ScanError(
    'too-large',
    `The input announces ${values} values, which take ${size(needed)} of memory until their results are written, more than the ` +
      `${size(maxMemory)} that are allowed for it. ${memoryCure}`,
  );
}
