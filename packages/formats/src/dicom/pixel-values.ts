import type { Volume } from '../volume/volume.js';
import { throughModalityLut } from './modality-lut.js';
import { type DicomPixelOptions, isInverted, rescaleFrames, type StoredFrame } from './rescale.js';

/** What stored values mean: through their Modality LUT or rescaled, and in which unit. */
export function pixelValues(
  stored: StoredFrame[],
  options: DicomPixelOptions,
): Pick<Volume, 'data' | 'unit'> {
  const frames = stored.map(throughModalityLut);
  const inverted = frames.some((frame) => isInverted(frame, options));
  const hounsfield = frames.every(({ header }) => header.unit === 'HU') && !inverted;
  return { data: rescaleFrames(frames, options), unit: hounsfield ? 'HU' : 'unknown' };
}
