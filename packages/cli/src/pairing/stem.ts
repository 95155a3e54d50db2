/** A file's name without folder and suffix; '.nii.gz' is one suffix. */
import path from 'node:path';

export function stem(file: string): string {
  return path.basename(file).replace(/(\.nii)?\.[^.]+$/, '');
}
