import type { ImageKind } from './image-kind.js';

/**
 * What results of a file are named after: its name without folders and suffix. DICOM files are often named by
 * identifiers full of dots, so that only suffixes that say something are cut off.
 *
 * @example
 * imageName('study/scan.nii.gz', 'nifti'); // 'scan'
 * imageName('1.2.840.113619', 'dicom'); // '1.2.840.113619'
 */
export function imageName(file: string, kind: ImageKind): string {
  const base = baseName(file);
  const cut =
    kind === 'picture'
      ? base.replace(/(?<=.)\.[^.]*$/, '')
      : base.replace(/\.(nii|hdr|img)(\.gz)?$|\.(dcm|dicom|ima|npy|npz|safetensors)$/i, '');
  return cut || base;
}

/** The last part of a path, with slashes of either kind. */
export const baseName = (file: string): string => file.split(/[\\/]/).at(-1) as string;
