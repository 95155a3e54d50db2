/** A volume through a predictor, slice by slice. */
import type { PixelImage, SeriesOptions } from '@miniseg/engine';
import { checkOptions } from './check-options.js';
import { CompileError } from './errors.js';
import type { SlicePredictor } from './predictor.js';
import { type SegmentAllOptions, segmentAll } from './segment-all.js';

/** [slices, rows, columns], and the grey slices: all of them in one array, or one when it is asked for. */
export type VolumeSource = { shape: readonly [number, number, number] } & (
  | { data: VolumeData; white?: number }
  | { slice: (index: number) => PixelImage | Promise<PixelImage> }
);

type VolumeData = PixelImage['data'] & { subarray(begin: number, end: number): PixelImage['data'] };

/** Options of `segmentVolume`: those of one slice, and how slices are taken from the volume. */
export interface SegmentVolumeOptions
  extends Omit<SegmentAllOptions, 'probabilities'>,
    Pick<SeriesOptions, 'onProgress'> {}

/**
 * With `slice` no more than a few slices are in memory at a time, besides the labels: one byte for each voxel.
 *
 * @returns A label for each voxel, in the order of the volume, and the number of classes.
 * @throws {CompileError} for a volume without slices; else what the first slice that fails throws, or the signal's reason.
 * @example
 * const { labels } = await segmentVolume(predictor, { data, shape: [300, 512, 512] });
 */
export async function segmentVolume(
  predictor: SlicePredictor,
  volume: VolumeSource,
  given: SegmentVolumeOptions = {},
): Promise<{ labels: Uint8Array; classes: number }> {
  checkOptions('segmentVolume', given, {
    onProgress: 1,
    slidingWindow: 1,
    normalization: 1,
    inputSize: 1,
    signal: 1,
  });
  const { onProgress, ...options } = given;
  const isShaped = Array.isArray(volume?.shape);
  const [total, height, width] = (isShaped ? volume.shape : []) as readonly number[];
  const plane = height * width;
  if (![total, height, width].every((side) => Number.isInteger(side) && side > 0)) {
    throw new CompileError(
      'image',
      `The volume has the shape [${String(volume?.shape)}]; it must be [slices, rows, columns], each at least 1.`,
    );
  }
  if (!('slice' in volume) && volume.data?.length !== total * plane) {
    throw new CompileError(
      'image',
      `The volume has ${volume.data?.length} voxels and the shape [${volume.shape}]; that would be ${total * plane}.`,
    );
  }
  const read = async (index: number): Promise<PixelImage> => {
    if ('slice' in volume) return volume.slice(index);
    const data = volume.data.subarray(index * plane, (index + 1) * plane);
    return { data, width, height, white: volume.white };
  };
  const slices = function* () {
    for (let index = 0; index < total; index++) yield read(index);
  };
  const labels = new Uint8Array(total * plane);
  let [done, classes] = [0, 0];
  for await (const result of segmentAll(predictor, slices(), { ...options, probabilities: false })) {
    if (result.status === 'rejected') throw result.reason;
    const { mask } = result.value;
    if (mask.length !== plane) {
      const { width: wide, height: high } = result.value;
      throw new CompileError(
        'image',
        `Slice ${done} has ${wide} x ${high} pixels, and the volume has slices of ${width} x ${height}.`,
      );
    }
    labels.set(mask, done * plane);
    classes = result.value.classes;
    done++;
    onProgress?.({ done, total });
  }
  return { labels, classes };
}
