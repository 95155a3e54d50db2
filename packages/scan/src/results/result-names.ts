import { check, checkOptions } from '../check-options.js';
import { checkText } from '../check-values.js';
import type { ScanInput } from '../study/scan-input.js';

/** What file systems allow for a name, in bytes of UTF-8. */
const LONGEST = 255;

/** Names of an input's results below the folder of all results, with `/` between folder and file. */
export const maskName = (name: string): string => fitted(name, '.png');
export const labelMapName = (name: string): string => fitted(name, '.nii.gz');
export const dicomSegName = (name: string): string => fitted(name, '.seg.dcm');
export const dicomSrName = (name: string): string => fitted(name, '.sr.dcm');
export const overlayName = (name: string): string => `overlays/${fitted(name, '.png')}`;

/** A name with a suffix: one that is too long is cut and ends in a sum of all of it, so that none are mixed up. */
function fitted(name: string, suffix: string): string {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(name);
  const most = LONGEST - suffix.length;
  if (bytes.length <= most) return name + suffix;
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  const end = `~${sum.toString(16).padStart(8, '0')}`;
  let kept = '';
  let length = end.length;
  for (const character of name) {
    length += encoder.encode(character).length;
    if (length > most) break;
    kept += character;
  }
  return kept + end + suffix;
}

/**
 * All results that an input may give: whether it has one slice or more is known only when it is read.
 *
 * @throws {ScanError} `invalid-argument` for an input without a name or a kind, and an option that does not exist
 */
export function resultNames(
  input: Pick<ScanInput, 'name' | 'kind'>,
  options: { overlay: boolean; dicomSeg: boolean; dicomSr?: boolean },
): string[] {
  const { name, kind } = input ?? {};
  checkText(name, 'name of the input');
  checkText(kind, 'kind of the input');
  const {
    overlay,
    dicomSeg,
    dicomSr = false,
  } = checkOptions('resultNames', options, {
    overlay: 1,
    dicomSeg: 1,
    dicomSr: 1,
  });
  check(typeof overlay === 'boolean', 'overlay', overlay, 'it is true or false');
  check(typeof dicomSeg === 'boolean', 'dicomSeg', dicomSeg, 'it is true or false');
  check(typeof dicomSr === 'boolean', 'dicomSr', dicomSr, 'it is true or false');
  return [
    ...(kind === 'nifti' ? [] : [maskName(name)]),
    ...(kind === 'picture' ? [] : [labelMapName(name)]),
    ...(kind === 'dicom' && dicomSeg ? [dicomSegName(name)] : []),
    ...(kind === 'dicom' && dicomSr ? [dicomSrName(name)] : []),
    ...(overlay ? [overlayName(name)] : []),
  ];
}
