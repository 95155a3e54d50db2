import { check } from '../check-options.js';
import { checkText } from '../check-values.js';
import type { ImageKind } from './image-kind.js';

/**
 * What results of a file are named after: its name without folders and suffix. DICOM files are often named by
 * identifiers full of dots, so that only suffixes that say something are cut off.
 *
 * @throws {ScanError} `invalid-argument` for what is no name, and another kind
 * @example
 * imageName('study/scan.nii.gz', 'nifti'); // 'scan'
 * imageName('1.2.840.113619', 'dicom'); // '1.2.840.113619'
 */
export function imageName(file: string, kind: ImageKind): string {
  const base = baseName(file);
  const known = ['picture', 'nifti', 'array', 'dicom'].includes(kind);
  check(known, 'kind', kind, 'it is picture, nifti, array or dicom');
  const cut =
    kind === 'picture'
      ? base.replace(/(?<=.)\.[^.]*$/s, '')
      : base.replace(/\.(nii|hdr|img)(\.gz)?$|\.(dcm|dicom|ima|npy|npz|safetensors)$/i, '');
  return cut || base;
}

/**
 * The last part of a path, with slashes of either kind.
 *
 * @throws {ScanError} `invalid-argument` for what is no text
 */
export function baseName(file: string): string {
  checkText(file, 'The name of a file');
  return file.split(/[\\/]/).at(-1) as string;
}
