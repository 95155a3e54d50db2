import { writeDicomSegmentation } from '@miniseg/formats';
import { check, checkOptions } from '../check-options.js';
import { checkStudy } from '../check-study.js';
import { checkCount, checkLabels, checkText, voxelCount } from '../check-values.js';
import { ScanError } from '../errors.js';
import type { Study } from '../study/study.js';
import { contentUids } from './content-uids.js';

/** For {@link dicomSegFile}. */
export interface DicomSegOptions {
  /** Of the network, background included. */
  classes: number;
  /** Of MiniSeg, which the object names as its algorithm's. */
  version: string;
  /** Labels were corrected by hand. Default false. */
  edited?: boolean;
  /** Time of creation. Default now. */
  date?: Date;
}

/**
 * The mask of a DICOM series as a DICOM segmentation. Segments of a network of two classes are called infection; others
 * are numbered, as weights do not name them. Equal labels at the same time of creation give equal bytes.
 *
 * @param labels Of the axial view's voxels.
 * @throws {ScanError} `invalid-argument` for what is no study, no labels or no option; `unsupported` for a study that is no DICOM series, or was read without keeping it
 */
export async function dicomSegFile(
  study: Pick<Study, 'series' | 'view' | 'grid'>,
  labels: Uint8Array,
  options: DicomSegOptions,
): Promise<Uint8Array> {
  checkOptions('dicomSegFile', options, { classes: 1, version: 1, edited: 1, date: 1 });
  checkStudy(study, ['view', 'grid']);
  const { series, view, grid } = study;
  checkLabels(labels, voxelCount(grid.shape));
  const { classes, version, edited = false, date = new Date() } = options;
  checkCount(classes, 'classes', 2);
  checkText(version, 'version');
  const isDate = date instanceof Date && !Number.isNaN(date.getTime());
  check(isDate, 'date', date, 'it is a Date');
  if (!series) {
    throw new ScanError(
      'unsupported',
      'The input is no DICOM image, to whose patient and study a segmentation would belong; write its mask as NIfTI or PNG.',
    );
  }
  const segments = Array.from({ length: classes - 1 }, (_, index) => ({
    label: index + 1,
    name: classes === 2 ? 'Infection' : `Label ${index + 1}`,
    algorithm: edited ? ('SEMIAUTOMATIC' as const) : ('AUTOMATIC' as const),
  }));
  const restored = { data: view.restore(labels), shape: grid.shape };
  const about = [series.seriesInstanceUID, version, edited, date.toISOString(), classes].join('|');
  const createUid = await contentUids(about, restored.data);
  const algorithm = { name: 'MiniSeg', version };
  return writeDicomSegmentation(restored, series, { segments, algorithm, date, createUid });
}
