import { type Compress, FormatError, type Raster } from '@miniseg/formats';
import { check, checkOptions } from '../check-options.js';
import { checkStudy } from '../check-study.js';
import { checkCount, checkLabels, checkText, voxelCount } from '../check-values.js';
import { networkSlices } from '../study/network-slices.js';
import type { Study } from '../study/study.js';
import { type ContactSheet, contactSheet } from './contact-sheet.js';
import { type DicomSegOptions, dicomSegFile } from './dicom-seg-file.js';
import { type DicomSrOptions, dicomSrFile } from './dicom-sr-file.js';
import { isPicture, maskFile, type ResultFile } from './mask-file.js';
import { countMarked, type Findings, measure } from './measure.js';
import { pictureFile, sliceOverlay } from './overlay-png.js';
import type { SliceReport, VolumeReport } from './reports.js';
import { dicomSegName, dicomSrName, overlayName } from './result-names.js';
import type { SegmentedStudy } from './segment-study.js';

/** For {@link studyResults}. */
export interface StudyResultsOptions extends Omit<DicomSegOptions, 'classes'> {
  /** Of the input; files are named after it. */
  name: string;
  /** What the report calls it. */
  label: string;
  /** Default true: the slice with its mask, of a volume a sheet of marked slices. */
  overlay?: boolean;
  /**
   * Of overlays: as `encodePngWith` of @miniseg/formats takes it, such as Node's `deflate`, which works while the other files are
   * made. Default: a compressor in JavaScript, so that the bytes are the same everywhere.
   */
  compress?: Compress;
  /** Default false. */
  dicomSeg?: boolean;
  /** A structured report of the figures beside the DICOM segmentation, on which it is. Default false. */
  dicomSr?: boolean;
}

const OPTIONS = {
  name: 1,
  label: 1,
  overlay: 1,
  compress: 1,
  dicomSeg: 1,
  dicomSr: 1,
  version: 1,
  edited: 1,
  date: 1,
} as const;

/** What a study's masks become: files to be written, and what a report says of them. */
export type StudyResults = { files: ResultFile[] } & ({ slice: SliceReport } | { volume: VolumeReport });

/**
 * A mask and all that belongs to it: a PNG for a slice or a label map for a volume, the overlay, the DICOM segmentation,
 * and the figures of the report.
 *
 * @throws {ScanError} `invalid-argument` for what is no study, labels that are not one for each voxel, and an option that
 *   does not exist
 * @throws {FormatError} for a volume that cannot be written as NIfTI; whatever reading a slice anew throws
 */
export async function studyResults(
  study: Study,
  segmented: SegmentedStudy,
  options: StudyResultsOptions,
): Promise<StudyResults> {
  checkOptions('studyResults', options, OPTIONS);
  checkStudy(study, ['kind', 'grid', 'slices', 'view', 'grey', 'notes']);
  const { name, label, version, overlay = true, compress, dicomSeg = false, dicomSr = false } = options;
  checkText(name, 'name');
  checkText(label, 'label');
  checkText(version, 'version');
  check(typeof dicomSr === 'boolean', 'dicomSr', dicomSr, 'it is true or false');
  check(
    compress === undefined || typeof compress === 'function',
    'compress',
    compress,
    'it is a function of bytes',
  );
  check(dicomSeg || !dicomSr, 'dicomSr', dicomSr, 'it is for results with dicomSeg, on which the report is');
  const { labels, classes } = segmented ?? {};
  checkLabels(labels, voxelCount(study.grid.shape));
  checkCount(classes, 'classes', 2);
  const drawn = overlay ? await drawOverlay(study, labels) : undefined;
  const picture = drawn && pictureFile(drawn.picture, compress);
  // Awaited last: it may be compressed on another thread while the other files are made, of which one may fail first.
  picture?.catch(() => {});
  const mask = maskFile(study, name, segmented);
  const findings = isPicture(study) ? undefined : await measure(study, labels, segmented.thinned);
  const lungShare = classes === 2 ? findings?.lungShare : undefined;
  const objects = dicomSeg
    ? await dicomObjects(study, labels, { name, dicomSr, lungShare, ...segOptions(options, classes) })
    : { seg: [], reports: [], segNotes: [] };
  const common = {
    ...{ mask, ...objects, options },
    overlay: drawn && { slices: drawn.slices, file: { name: overlayName(name), bytes: await picture! } },
  };
  return findings ? volumeResults(study, { ...common, findings }) : sliceResults(study, labels, common);
}

/** The slice with its marks, or a sheet of a volume's. */
async function drawOverlay(study: Study, labels: Uint8Array): Promise<ContactSheet> {
  return isPicture(study)
    ? { picture: await pictureOfSlice(study, labels), slices: [] }
    : contactSheet(study.slices, labels, study.grey.range);
}

/** As the file has the slice, which may be turned for the network. */
async function pictureOfSlice(study: Study, labels: Uint8Array): Promise<Raster> {
  const { kind, view, grid } = study;
  const { data, white } = await networkSlices(study)(0);
  const image = kind === 'picture' ? data : view.restore(data as Uint8Array);
  return sliceOverlay(image, view.restore(labels), { shape: grid.shape, white });
}

function segOptions({ version, edited, date = new Date() }: StudyResultsOptions, classes: number) {
  return { classes, version, edited, date } satisfies DicomSegOptions;
}

/** A series that cannot have one, as its slices have no positions, keeps its mask, and a note says why. */
async function dicomObjects(
  study: Study,
  labels: Uint8Array,
  { name, dicomSr, lungShare, ...options }: DicomSrOptions & { name: string; dicomSr: boolean },
): Promise<Pick<Common, 'seg' | 'reports' | 'segNotes'>> {
  if (!study.series) {
    const note = 'The input is no DICOM, so that there is no DICOM segmentation.';
    return { seg: [], reports: [], segNotes: study.kind === 'picture' ? [] : [note] };
  }
  try {
    const bytes = await dicomSegFile(study, labels, options);
    const seg = [{ name: dicomSegName(name), bytes }];
    if (!dicomSr) return { seg, reports: [], segNotes: [] };
    const report = await dicomSrFile(study, labels, bytes, { ...options, lungShare });
    return {
      seg,
      reports: report ? [{ name: dicomSrName(name), bytes: report }] : [],
      segNotes: study.knownSpacing ? [] : [report ? NO_VOLUMES : NO_REPORT],
    };
  } catch (error) {
    if (!FormatError.isInstance(error) || error.code === 'invalid-argument') throw error;
    return { seg: [], reports: [], segNotes: [`There is no DICOM segmentation: ${error.message}`] };
  }
}

const UNKNOWN_SIZE = 'as the series does not say how large its voxels are';
const NO_VOLUMES = `The DICOM structured report has no volumes, ${UNKNOWN_SIZE}.`;
const NO_REPORT = `There is no DICOM structured report, ${UNKNOWN_SIZE}.`;

interface Common {
  mask: ResultFile;
  seg: ResultFile[];
  /** The structured report on it. */
  reports: ResultFile[];
  /** Why there is none, where one was asked for. */
  segNotes: string[];
  /** Of a sheet also the slices of the view that it shows. */
  overlay: { file: ResultFile; slices: readonly number[] } | undefined;
  options: StudyResultsOptions;
}

function sliceResults(
  study: Study,
  labels: Uint8Array,
  { mask, seg, reports, segNotes, overlay, options: { label } }: Common,
): StudyResults {
  const { kind, grid, grey } = study;
  const notes = [...study.notes, ...segNotes];
  const [, height, width] = grid.shape;
  const pixels = countMarked(labels);
  const slice: SliceReport = {
    file: label,
    width,
    height,
    mask: mask.name,
    ...(overlay ? { overlay: overlay.file.name } : {}),
    pixels,
    share: pixels / labels.length,
    ...(kind === 'picture' && grey.guessed === undefined ? {} : { range: grey.range }),
    ...(grey.guessed ? { guessed: grey.guessed } : {}),
    ...(seg.length > 0 ? { dicomSeg: seg[0].name } : {}),
    ...(reports.length > 0 ? { dicomSr: reports[0].name } : {}),
    ...(kind === 'picture' && notes.length === 0 ? {} : { notes }),
  };
  return { files: [...(overlay ? [overlay.file] : []), ...seg, ...reports, mask], slice };
}

function volumeResults(
  study: Study,
  { mask, seg, reports, segNotes, overlay, options, findings }: Common & { findings: Findings },
): StudyResults {
  const { name, label } = options;
  const { grid, slices, view, grey, knownSpacing, seriesInstanceUID } = study;
  const { notes, ...figures } = findings;
  const volume: VolumeReport = {
    name,
    file: label,
    ...(seriesInstanceUID ? { seriesInstanceUID } : {}),
    shape: grid.shape,
    ...(knownSpacing ? { spacing: grid.spacing } : {}),
    orientation: view.orientation,
    hounsfield: grey.hounsfield,
    range: grey.range,
    ...(grey.guessed ? { guessed: grey.guessed } : {}),
    labels: mask.name,
    ...(seg.length > 0 ? { dicomSeg: seg[0].name } : {}),
    ...(reports.length > 0 ? { dicomSr: reports[0].name } : {}),
    ...(overlay ? { overlay: overlay.file.name, overlaySlices: overlay.slices.map(view.inputSlice) } : {}),
    slices: slices.shape[0],
    ...figures,
    notes: [...study.notes, ...notes, ...segNotes],
  };
  return { files: [...(overlay ? [overlay.file] : []), ...seg, ...reports, mask], volume };
}
