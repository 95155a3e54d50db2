import { check, checkOptions } from '../check-options.js';
import { checkStudy } from '../check-study.js';
import { type NetworkSlice, networkSlices } from '../study/network-slices.js';
import type { Study } from '../study/study.js';
import { networkSides } from '../view/network-sides.js';
import { ThinnedVolume } from '../view/thinned-volume.js';

/** The slices of a study for a network, one at a time. */
export interface NetworkSource {
  /** [slices, rows, columns]. */
  shape: [number, number, number];
  slice(index: number): Promise<NetworkSlice>;
}

/**
 * Runs a network over all slices: `segmentVolume` of `@miniseg/compile` with a predictor.
 *
 * @param inputSize [rows, columns] or side to which slices are brought for the network; undefined: their own size.
 * @returns A label for each voxel, and the number of classes.
 */
export type SegmentSlices = (
  source: NetworkSource,
  inputSize: [rows: number, columns: number] | number | undefined,
) => Promise<{ labels: Uint8Array; classes: number }>;

/** For {@link segmentStudy}. */
export interface SegmentStudyOptions {
  /** Side of the slices that the network was trained on, where its weights remember it. */
  trainedSize?: number;
}

/** What a network found in a study. */
export interface SegmentedStudy {
  /** Of the axial view's voxels. */
  labels: Uint8Array;
  classes: number;
  /** The view's values, thinned out, for {@link measure}; where they are Hounsfield units. */
  thinned?: ThinnedVolume;
}

/**
 * The slices of a study through a network. Rejects with what the network, or reading a slice, rejects with.
 *
 * @throws {ScanError} `invalid-argument` for what is no study, and an option that does not exist
 * @example
 * const study = await readStudy(input);
 * const found = await segmentStudy(study, (source, inputSize) =>
 *   segmentVolume(predictor, source, { normalization, inputSize }));
 * const { files } = await studyResults(study, found, { name: 'scan', version });
 */
export async function segmentStudy(
  study: Study,
  segment: SegmentSlices,
  options: SegmentStudyOptions = {},
): Promise<SegmentedStudy> {
  checkOptions('segmentStudy', options, { trainedSize: 1 });
  checkStudy(study, ['slices', 'grey']);
  check(
    typeof segment === 'function',
    'segment',
    segment,
    'it is a function that runs a network over slices',
  );
  const { slices, grey } = study;
  const { shape } = slices;
  const thinned = grey.hounsfield && shape[0] > 1 ? new ThinnedVolume(shape) : undefined;
  const cut = networkSlices(study);
  const slice = (index: number) => cut(index, (pixels) => thinned?.add(index, pixels));
  const { labels, classes } = await segment({ shape, slice }, networkSides(slices, options.trainedSize));
  return { labels, classes, thinned };
}
