/** A file's name without folder and suffix; '.nii.gz' is one suffix, and so are '.seg.dcm' and '.seg.nii.gz'. */
import path from 'node:path';

export function stem(file: string): string {
  const name = path.basename(file);
  const plain = name.replace(/\.seg\.(dcm|nii|nii\.[^.]+)$/i, '');
  return plain === name ? name.replace(/(\.nii)?\.[^.]+$/, '') : plain;
}
