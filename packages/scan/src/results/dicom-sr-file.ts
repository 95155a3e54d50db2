import { MILLILITER, VOLUME, writeMeasurementReport } from '@miniseg/formats';
import { checkOptions } from '../check-options.js';
import { checkStudy } from '../check-study.js';
import { checkCount, checkLabels, checkText, voxelCount } from '../check-values.js';
import { ScanError } from '../errors.js';
import type { Study } from '../study/study.js';
import { contentUids } from './content-uids.js';
import { countLabels } from './count-labels.js';
import type { DicomSegOptions } from './dicom-seg-file.js';
import { voxelMilliliters } from './voxel-milliliters.js';

/**
 * A DICOM structured report (TID 1500) of what is marked in a series: the volume of each segment of its segmentation in
 * mL. Equal labels at the same time of creation give equal bytes.
 *
 * @param labels Of the axial view's voxels.
 * @param segmentation What {@link dicomSegFile} made of them; the report refers to its segments.
 * @throws {ScanError} `invalid-argument` for what is no study, no labels or no option; `unsupported` for a study that does not
 *   say how large its voxels are
 * @throws {FormatError} for a segmentation that is none
 */
export async function dicomSrFile(
  study: Pick<Study, 'series' | 'grid' | 'knownSpacing'>,
  labels: Uint8Array,
  segmentation: Uint8Array,
  options: DicomSegOptions,
): Promise<Uint8Array> {
  checkOptions('dicomSrFile', options, { classes: 1, version: 1, edited: 1, date: 1 });
  checkStudy(study, ['grid']);
  checkLabels(labels, voxelCount(study.grid.shape));
  const { classes, version, date = new Date() } = options;
  checkCount(classes, 'classes', 2);
  checkText(version, 'version');
  if (!study.knownSpacing) {
    throw new ScanError(
      'unsupported',
      'The series does not say how large its voxels are, so that no volume can be reported; leave the report out.',
    );
  }
  const voxel = voxelMilliliters(study.grid);
  const counts = countLabels(labels);
  const groups = Array.from({ length: classes - 1 }, (_, index) => ({
    segment: index + 1,
    measurements: [{ name: VOLUME, value: counts[index + 1] * voxel, unit: MILLILITER }],
  }));
  const about = ['report', study.series?.seriesInstanceUID, version, date.toISOString(), classes].join('|');
  const createUid = await contentUids(about, labels);
  const algorithm = { name: 'MiniSeg', version };
  return writeMeasurementReport(segmentation, {
    groups,
    algorithm,
    date,
    ...(createUid ? { createUid } : {}),
  });
}
