import { FormatError, isHiddenFile, readVolume } from '@miniseg/formats';
import { check } from '../check-options.js';
import { type ImageKind, imageKind } from './image-kind.js';
import { baseName } from './image-name.js';
import type { FileReason, ImageSource } from './image-source.js';
import { settleSources } from './read-sources.js';
import { type SortedSeries, sortDicom } from './sort-dicom.js';

/** One image and the files that it is read from: one, or a .hdr with its .img. */
export interface SortedImage<Source> {
  kind: Exclude<ImageKind, 'dicom'>;
  files: Source[];
}

/** What {@link sortImages} finds. */
export interface SortedImages<Source> {
  /** In the order of the sources. */
  images: SortedImage<Source>[];
  /** The one with the most slices first. */
  series: SortedSeries<Source>[];
  /** Files that hold no image. */
  notTaken: FileReason[];
  /** Files that hold a damaged one. */
  failed: FileReason[];
}

/** Files of these names are images, so that one of unknown content is damaged and not merely foreign. */
const IMAGE_SUFFIX = /\.((nii|hdr)(\.gz)?|dcm|npy|jpe?g|png|zip)$/i;
const HIDDEN = 'It is hidden, as those are that systems put beside others.';
const SUFFIX = /\.[a-z]\w*$/i;
const HEADER = /\.hdr(\.gz)?$/i;
const HALF = /\.img(\.gz)?$/i;

/**
 * What a handful of files is: pictures, volumes, DICOM series, and the rest with the reason. Content decides, not
 * names; the two files of a NIfTI pair find each other, slices find their series, and what is damaged is told apart
 * from what is no image.
 *
 * @throws {ScanError} `invalid-argument` for what is no list of sources
 * @example
 * const source = (file: File): ImageSource => ({
 *   name: file.name,
 *   size: file.size,
 *   beginning: async (bytes) => new Uint8Array(await file.slice(0, bytes).arrayBuffer()),
 *   bytes: async () => new Uint8Array(await file.arrayBuffer()),
 * });
 * const { images, series, notTaken, failed } = await sortImages([...input.files].map(source));
 */
export async function sortImages<Source extends ImageSource>(
  sources: readonly Source[],
): Promise<SortedImages<Source>> {
  const areSources = Array.isArray(sources) && sources.every((source) => typeof source?.name === 'string');
  check(areSources, 'The sources', sources, 'they are a list of files with { name, size, beginning, bytes }');
  const found: SortedImages<Source> = { images: [], series: [], notTaken: [], failed: [] };
  const dicoms: Source[] = [];
  const halves = new Map(
    sources.filter(({ name }) => HALF.test(name)).map((half) => [half.name.replace(HALF, ''), half]),
  );
  const pairs = new Set(sources.filter(({ name }) => HEADER.test(name)).map(stem));
  const shown = sources.filter(({ name }) => !isHiddenFile(name));
  const kinds = new Map((await settleSources(shown, imageKind)).map((result, at) => [shown[at], result]));
  for (const source of sources) {
    const file = baseName(source.name);
    const result = kinds.get(source);
    if (!result) {
      found.notTaken.push({ file, reason: HIDDEN });
      continue;
    }
    if (result.status === 'rejected') {
      found.failed.push({ file, reason: (result.reason as Error).message });
      continue;
    }
    const kind = result.value;
    if (kind === 'dicom') dicoms.push(source);
    else if (kind === undefined) {
      const reason = foreign(source, pairs.has(source.name.replace(HALF, '')));
      if (reason?.damaged) found.failed.push({ file, reason: reason.text });
      else if (reason) found.notTaken.push({ file, reason: reason.text });
    } else {
      const half = HEADER.test(source.name) ? halves.get(stem(source)) : undefined;
      const reason = kind === 'array' ? await noVolume(source) : undefined;
      if (reason === undefined) found.images.push({ kind, files: half ? [source, half] : [source] });
      else found.notTaken.push({ file, reason });
    }
  }
  if (dicoms.length === 0) return found;
  const { series, notTaken, failed } = await sortDicom(dicoms);
  found.notTaken.push(...notTaken);
  found.failed.push(...failed);
  return { ...found, series };
}

const stem = ({ name }: ImageSource) => name.replace(HEADER, '');

/** Undefined for the second half of a pair, which is read with the first. */
function foreign(
  { name, size }: ImageSource,
  hasHeader: boolean,
): { text: string; damaged: boolean } | undefined {
  const image = IMAGE_SUFFIX.test(name);
  // Slices of DICOM series often have no suffix, or numbers for one.
  if (size === 0) return { text: 'The file is empty. Copy it again.', damaged: image || !SUFFIX.test(name) };
  if (HALF.test(name)) {
    return hasHeader
      ? undefined
      : { text: 'It is half of a pair, and the .hdr file of the same name is not there.', damaged: false };
  }
  return image
    ? {
        text: 'The file is named as an image, and its content is of no known format: it is damaged or mislabelled. Export it again.',
        damaged: true,
      }
    : { text: 'It is of no known format.', damaged: false };
}

/** Bytes that may be taken to see what a file is: enough for what is stored as it is, and little for what is compressed. */
const LOOKED_INTO = 2 ** 28;
const PER_BYTE = 4;

/** Archives and safetensors may hold anything, weights for example; only reading them tells. */
async function noVolume(source: ImageSource): Promise<string | undefined> {
  if (/\.npy$/i.test(source.name)) return undefined;
  try {
    const { size } = source;
    await readVolume(await source.bytes(), { maxMemory: Math.max(LOOKED_INTO, PER_BYTE * size) });
    return undefined;
  } catch (error) {
    // One that is too large is an image; reading it tells how it can be read nevertheless.
    if (FormatError.isInstance(error)) return error.code === 'too-large' ? undefined : error.message;
    throw error;
  }
}
