import type { ScanInput } from '../study/scan-input.js';

/** Names of an input's results below the folder of all results, with `/` between folder and file. */
export const maskName = (name: string): string => `${name}.png`;
export const labelMapName = (name: string): string => `${name}.nii.gz`;
export const dicomSegName = (name: string): string => `${name}.seg.dcm`;
export const overlayName = (name: string): string => `overlays/${name}.png`;

/** All results that an input may give: whether it has one slice or more is known only when it is read. */
export function resultNames(
  { name, kind }: Pick<ScanInput, 'name' | 'kind'>,
  { overlay, dicomSeg }: { overlay: boolean; dicomSeg: boolean },
): string[] {
  return [
    ...(kind === 'nifti' ? [] : [maskName(name)]),
    ...(kind === 'picture' ? [] : [labelMapName(name)]),
    ...(kind === 'dicom' && dicomSeg ? [dicomSegName(name)] : []),
    ...(overlay ? [overlayName(name)] : []),
  ];
}
