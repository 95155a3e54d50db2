import { type Measurement, MILLILITER, PERCENT, VOLUME, writeMeasurementReport } from '@miniseg/formats';
import { check, checkOptions } from '../check-options.js';
import { checkStudy } from '../check-study.js';
import { checkCount, checkLabels, checkText, voxelCount } from '../check-values.js';
import type { Study } from '../study/study.js';
import { contentUids } from './content-uids.js';
import { countLabels } from './count-labels.js';
import type { DicomSegOptions } from './dicom-seg-file.js';
import { voxelMilliliters } from './voxel-milliliters.js';

/** For {@link dicomSrFile}. */
export interface DicomSrOptions extends DicomSegOptions {
  /** Share of the lungs that is marked, from 0 to 1, where it is known; only for two classes, whose one segment it is of. */
  lungShare?: number;
}

/** No code list has it, so that it is one of this project's own (PS3.16, section 7). */
const LUNG_SHARE: Measurement['name'] = ['MSEG01', '99MINISEG', 'Share of the lungs'];

/**
 * A DICOM structured report (TID 1500) of what is marked in a series: of each segment of its segmentation the volume in
 * mL, where the series says how large its voxels are, and the share of the lungs, where it is known. Equal labels at the
 * same time of creation give equal bytes.
 *
 * @param labels Of the axial view's voxels.
 * @param segmentation What {@link dicomSegFile} made of them; the report refers to its segments.
 * @returns undefined where nothing is known to report
 * @throws {ScanError} `invalid-argument` for what is no study, no labels or no option
 * @throws {FormatError} for a segmentation that is none
 */
export async function dicomSrFile(
  study: Pick<Study, 'grid' | 'knownSpacing'>,
  labels: Uint8Array,
  segmentation: Uint8Array,
  options: DicomSrOptions,
): Promise<Uint8Array | undefined> {
  checkOptions('dicomSrFile', options, { classes: 1, version: 1, edited: 1, date: 1, lungShare: 1 });
  checkStudy(study, ['grid']);
  checkLabels(labels, voxelCount(study.grid.shape));
  const { classes, version, date = new Date(), lungShare } = options;
  checkCount(classes, 'classes', 2);
  checkText(version, 'version');
  const isShare = lungShare === undefined || (classes === 2 && lungShare >= 0 && lungShare <= 1);
  check(isShare, 'lungShare', lungShare, 'it is a share from 0 to 1 of one segment, and so for two classes');
  const share: Measurement[] =
    lungShare === undefined ? [] : [{ name: LUNG_SHARE, value: 100 * lungShare, unit: PERCENT }];
  const volumes = study.knownSpacing ? segmentMilliliters(study.grid, labels, classes) : undefined;
  if (!volumes && share.length === 0) return undefined;
  const groups = Array.from({ length: classes - 1 }, (_, index) => ({
    segment: index + 1,
    measurements: [...(volumes ? [{ name: VOLUME, value: volumes[index], unit: MILLILITER }] : []), ...share],
  }));
  const about = ['report', version, date.toISOString(), JSON.stringify(groups)].join('|');
  const createUid = await contentUids(about, segmentation);
  return writeMeasurementReport(segmentation, {
    groups,
    algorithm: { name: 'MiniSeg', version },
    date,
    ...(createUid ? { createUid } : {}),
  });
}

/** Of segments 1, 2, ... */
function segmentMilliliters(grid: Study['grid'], labels: Uint8Array, classes: number): number[] {
  const voxel = voxelMilliliters(grid);
  const counts = countLabels(labels);
  return Array.from({ length: classes - 1 }, (_, index) => counts[index + 1] * voxel);
}
