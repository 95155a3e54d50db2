/** Which commands of `miniseg` are given the changed files of a reader. */

const to = (folder) => [
  ...['--mean', '0.5', '--std', '0.25', '--backend', 'cpu'],
  ...['--out', folder, '--overwrite'],
];

// Commands that are given a file, one after the other.
const image = (file, at) => [
  ['segment', file, '--weights', at('weights.safetensors'), '--size', '32', ...to(at('segmented'))],
  ['data', 'convert', file, at('converted.npy'), '--overwrite'],
  ['data', 'check', file, '--preview', at('sheet.png'), '--overwrite'],
  ['data', 'stats', file],
];
const mask = (file, at) => [...image(file, at), ['evaluate', file, at('copy.png'), '--json', '-']];
const weights = (file, at) => [
  ['info', file],
  ['convert', file, at('converted.safetensors'), '--overwrite'],
  ['segment', at('slice.png'), '--weights', file, ...to(at('segmented'))],
];
const list = (file, at) => [
  ['data', 'check', '--list', file],
  ['data', 'split', '--list', file, '--out', at('split.json'), '--overwrite'],
  ['evaluate', '--list', file],
];

/** By reader: the file's name, and the commands that read it, from its path and those of files beside it. */
export const COMMANDS = {
  png: ['a.png', mask],
  jpeg: ['a.jpg', image],
  dicom: ['a.dcm', image],
  'dicom-coded': ['a.dcm', image],
  'jpeg-2000': ['a.dcm', image],
  htj2k: ['a.dcm', image],
  'dicom-seg': ['a.dcm', image],
  nifti: ['a.nii', image],
  'nifti-gz': ['a.nii.gz', image],
  npy: ['a.npy', image],
  npz: ['a.npz', image],
  'volume-safetensors': ['a.safetensors', image],
  pickle: ['a.pt', weights],
  pth: ['a.pth', weights],
  safetensors: ['a.safetensors', weights],
  weights: ['a.safetensors', weights],
  'model-json': ['model.json', weights],
  csv: ['a.csv', list],
  list: ['a.json', list],
  folds: ['folds.json', (file, at) => [['data', 'check', at('items'), '--split', file]]],
};

const LISTS = [
  'image,mask,group\nslice.png,mask.png,7\nitems/a1.png,mask.png,8\nitems/b2.png,mask.png,9\n',
  'prediction,truth\nmask.png,mask.png\n',
  JSON.stringify([
    { image: 'slice.png', mask: 'mask.png' },
    { image: 'items/a1.png', mask: 'mask.png' },
  ]),
  JSON.stringify([{ prediction: 'mask.png', truth: 'mask.png' }]),
].map((text) => new TextEncoder().encode(text));

/** More files to begin with: of what the command finds beside them, so that it comes to its end. */
export const COMMAND_SEEDS = { csv: LISTS, list: LISTS };

/** Readers whose files are given to a command. */
export const COMMAND_READERS = Object.keys(COMMANDS);
