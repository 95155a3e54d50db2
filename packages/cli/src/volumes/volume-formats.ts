/** The formats that a volume can be written in, by the suffix of the file. */
import { extractSlice, windowTo8bit } from '@miniseg/data';
import {
  encodePng,
  type Volume,
  writeMaskPng,
  writeNifti,
  writeNpy,
  writeNpz,
  writeVolumeSafetensors,
} from '@miniseg/formats';
import { CliError } from '../errors.js';
import { type GreyScaleOptions, greyScale } from './grey-scale.js';

/** `window` and `range` are for .png alone. */
export interface EncodeOptions extends GreyScaleOptions {
  /** From 0; .png only. */
  slice?: number;
  /** The values are labels. */
  labels: boolean;
  /** Told what was guessed. */
  onRemark: (message: string) => void;
}

type Encode = (volume: Volume, options: EncodeOptions) => Uint8Array;

const ENCODERS: Record<string, Encode> = {
  '.npy': ({ data, shape }) => writeNpy({ data: Float32Array.from(data), shape }),
  '.npz': ({ data, shape }) => writeNpz({ volume: { data, shape } }),
  '.nii.gz': (volume, { labels }) => writeNifti(volume, { labels }),
  '.nii': (volume, { labels }) => writeNifti(volume, { labels, gzip: false }),
  '.safetensors': (volume) => writeVolumeSafetensors(volume),
  '.png': encodeSlice,
};

/** @throws {CliError} 'invalid-argument' for a suffix that names no format, and for options that the format does not know */
export function volumeEncoder(
  file: string,
  { slice, window, range }: Pick<EncodeOptions, 'slice' | 'window' | 'range'>,
): Encode {
  const suffix = Object.keys(ENCODERS).find((known) => file.toLowerCase().endsWith(known));
  if (suffix === undefined) {
    throw new CliError(
      'invalid-argument',
      `'${file}' names no format that can be written. End it in ${Object.keys(ENCODERS).join(', ')}.`,
    );
  }
  if (suffix !== '.png' && [slice, window, range].some((option) => option !== undefined)) {
    throw new CliError(
      'invalid-argument',
      `--slice, --window and --range are for .png; a ${suffix} file holds all slices and their values.`,
    );
  }
  return ENCODERS[suffix];
}

/** Pictures hold what is stored where it fits; other values are seen as `segment` sees them. */
function encodeSlice(volume: Volume, { slice, window, range, labels, onRemark }: EncodeOptions): Uint8Array {
  const chosen = chooseSlice(volume, slice);
  if (labels) return writeMaskPng(volume, { slice: chosen });
  const { width, height, data } = extractSlice(volume, chosen);
  const picture = { width, height, channels: 1 as const };
  if (volume.unit !== 'HU' && window === undefined && range === undefined) {
    if (data instanceof Uint8Array) return encodePng({ ...picture, data, maxValue: 255 });
    if (data instanceof Uint16Array) return encodePng({ ...picture, data, maxValue: 65535 });
  }
  const {
    range: [low, high],
    notes,
  } = greyScale(volume, { window, range });
  for (const note of notes) onRemark(note);
  const shown = windowTo8bit(data, { center: (low + high) / 2, width: high - low });
  return encodePng({ ...picture, data: shown, maxValue: 255 });
}

function chooseSlice({ shape: [slices] }: Volume, slice: number | undefined): number {
  if (slice === undefined && slices === 1) return 0;
  if (slice !== undefined && slice < slices) return slice;
  throw new CliError(
    'invalid-argument',
    `A PNG holds one slice, and there are ${slices}. Choose with --slice, from 0 to ${slices - 1}.`,
  );
}
