import type { Element } from 'dicom-parser';
import { concatBytes } from '../bytes/concat.js';
import { FormatError } from '../errors.js';
import type { DicomHeader } from './dicom-image.js';
import { pixelCoding } from './transfer-syntax.js';

/**
 * The bytes of every frame as the file holds them: raw samples, or one compressed image per frame.
 * One-bit frames follow each other without padding, so a raw 1-bit image is one array for all frames.
 *
 * @throws {FormatError} `truncated` or `corrupt`
 */
export function frameBytes(header: DicomHeader): Uint8Array[] {
  const element = header.dataSet.elements.x7fe00010;
  const file = header.dataSet.byteArray as Uint8Array;
  if (pixelCoding(header.transferSyntax) === 'native') return nativeFrames(header, element, file);
  if (!element.fragments) {
    throw new FormatError(
      'corrupt',
      'The DICOM file says that its pixels are compressed, and they are not in fragments.',
    );
  }
  for (const { position, length } of element.fragments) {
    if (position + length > file.length) {
      throw new FormatError(
        'truncated',
        'The DICOM file ends within a fragment of its pixels; it is cut off.',
      );
    }
  }
  const groups = groupFragments(element, file, header.frames.length);
  if (groups.length !== header.frames.length || groups.some((group) => group.length === 0)) {
    throw new FormatError(
      'truncated',
      `The DICOM file announces ${header.frames.length} frame(s), and its ${element.fragments.length} fragment(s) make ${groups.length}.`,
    );
  }
  return groups.map(concatBytes);
}

function nativeFrames(
  { rows, columns, samples, bitsAllocated, frames }: DicomHeader,
  element: Element,
  file: Uint8Array,
) {
  const bits = rows * columns * samples * bitsAllocated;
  const needed = Math.ceil((bits * frames.length) / 8);
  const available = Math.min(element.length, file.length - element.dataOffset);
  if (element.fragments || available < needed) {
    throw new FormatError(
      'truncated',
      `The DICOM file has ${available} bytes of pixels where its header needs ${needed}; it is cut off or mislabelled.`,
    );
  }
  const pixels = file.subarray(element.dataOffset, element.dataOffset + needed);
  if (bitsAllocated === 1) return [pixels];
  return frames.map((_, index) => pixels.subarray((index * bits) / 8, ((index + 1) * bits) / 8));
}

/**
 * Fragments of each frame: all of them, by the offset table, one each, or, where there is no table, up to the end
 * marker (ff d9) that JPEG, JPEG-LS and JPEG 2000 streams end with.
 */
function groupFragments(element: Element, file: Uint8Array, frameCount: number): Uint8Array[][] {
  const fragments = element.fragments ?? [];
  const parts = fragments.map(({ position, length }) => file.subarray(position, position + length));
  if (frameCount === 1) return [parts];
  if (fragments.length === frameCount) return parts.map((part) => [part]);
  const starts = new Set(element.basicOffsetTable);
  const groups: Uint8Array[][] = [];
  let open = false;
  for (const [index, part] of parts.entries()) {
    if (!open || starts.has(fragments[index].offset)) groups.push([]);
    groups.at(-1)?.push(part);
    open = starts.size > 0 || !hasEndMarker(part);
  }
  return groups;
}

function hasEndMarker(part: Uint8Array): boolean {
  // A fragment of odd length is padded by one byte.
  return [1, 2].some((back) => part[part.length - back] === 0xd9 && part[part.length - back - 1] === 0xff);
}
