/** Names of results, relative to the output folder. */
import path from 'node:path';
import type { SegmentInput } from './inputs.js';

export const maskOf = (name: string) => `${name}.png`;
export const labelMapOf = (name: string) => `${name}.nii.gz`;
export const dicomSegOf = (name: string) => `${name}.seg.dcm`;
export const overlayOf = (name: string) => path.join('overlays', `${name}.png`);

/** All results that an input may give: whether it has one slice or more is known only when it is read. */
export function resultFiles(
  { name, kind }: SegmentInput,
  { overlay, dicomSeg }: { overlay: boolean; dicomSeg: boolean },
): string[] {
  return [
    ...(kind === 'nifti' ? [] : [maskOf(name)]),
    ...(kind === 'picture' ? [] : [labelMapOf(name)]),
    ...(kind === 'dicom' && dicomSeg ? [dicomSegOf(name)] : []),
    ...(overlay ? [overlayOf(name)] : []),
  ];
}
