import { expect, it } from 'vitest';
import { imageName } from './image-name.js';

it.each([
  ['a/b/slice.01.png', 'picture', 'slice.01'],
  ['slice', 'picture', 'slice'],
  ['.png', 'picture', '.png'],
  ['C:\\scans\\chest.nii.gz', 'nifti', 'chest'],
  ['pair.HDR', 'nifti', 'pair'],
  ['.nii', 'nifti', '.nii'],
  ['1.2.840.113619', 'dicom', '1.2.840.113619'],
  ['IM.0001.dcm', 'dicom', 'IM.0001'],
  ['scan.npz', 'array', 'scan'],
] as const)('%s, a %s, is %s', (file, kind, name) => expect(imageName(file, kind)).toBe(name));
