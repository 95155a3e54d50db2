import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import { checkIsVolume } from '../volume/check-volume.js';
import type { Volume } from '../volume/volume.js';
import type { DicomElement } from './dicom-elements.js';
import { checkDicomTexts, dicomFile } from './dicom-file.js';
import { createUid } from './dicom-uid.js';
import { checkSeries, type DicomSeries } from './group-dicom-series.js';
import { type Segment, segmentItem } from './segment.js';
import {
  dimensions,
  frameMeasures,
  general,
  inherited,
  referencedSeries,
  SEGMENTATION_STORAGE,
  sharedGroups,
} from './segmentation-attributes.js';
import { checkRepeats, findFrames, frameItem, packFrames, sourceSlices } from './segmentation-frames.js';
import type { WriteSegmentationOptions } from './segmentation-options.js';

/**
 * A DICOM Segmentation object (binary, PS3.3 A.51) of a label map that was made from a series. It belongs to the
 * series' patient and study, lies in its frame of reference, and every frame lies where the image lies that it was drawn
 * on, and names it. Slices without a voxel of a segment are left out; labels of a slice that was not acquired are
 * written where the slice would be. So the segmentation marks the places that the label map marks.
 *
 * @param labels whole numbers, 0 for background, in the shape of the series
 * @param series the source, from {@link groupDicomSeries}
 * @throws {FormatError} `geometry` where labels and series differ in shape, where the series does not say how large its
 * pixels are, or where slices that repeat one image have different labels; `invalid-argument` for labels without a segment
 * @example
 * const { series } = groupDicomSeries(files);
 * const file = writeDicomSegmentation(mask, series[0], { segments: [{ label: 1, name: 'Infection' }] });
 */
export function writeDicomSegmentation(
  labels: Pick<Volume, 'data' | 'shape'>,
  series: DicomSeries,
  options: WriteSegmentationOptions,
): Uint8Array {
  checkIsVolume('writeDicomSegmentation', labels);
  checkSeries('writeDicomSegmentation', series);
  checkOptions('writeDicomSegmentation', options, {
    segments: 1,
    description: 1,
    algorithm: 1,
    seriesNumber: 1,
    date: 1,
    createUid: 1,
  });
  if (options.algorithm !== undefined) {
    checkOptions('algorithm of writeDicomSegmentation', options.algorithm, { name: 1, version: 1 });
  }
  const { segments } = options as Partial<WriteSegmentationOptions>;
  if (!Array.isArray(segments) || segments.some((segment) => typeof segment?.name !== 'string')) {
    throw new FormatError(
      'invalid-argument',
      `writeDicomSegmentation takes { segments: [{ label, name }] }, and got ${described(segments)}.`,
    );
  }
  checkArguments(labels, series, segments);
  checkTexts(options);
  const uid = options.createUid ?? createUid;
  const instance = uid();
  const sources = sourceSlices(series);
  checkRepeats(labels, sources);
  const frames = findFrames(labels, segments, sources);
  const elements: DicomElement[] = [
    ...inherited(series.files[0].header.dataSet, uid),
    ...general(series, options, instance, uid()),
    ...dimensions(uid()),
    [0x00280008, 'IS', frames.length],
    [
      0x00620002,
      'SQ',
      segments.map((segment, index) => segmentItem(segment, index + 1, options.algorithm?.name ?? 'MiniSeg')),
    ],
    [
      0x00081115,
      'SQ',
      [
        referencedSeries(
          series.seriesInstanceUID || uid(),
          frames.map(({ slice }) => sources[slice]),
        ),
      ],
    ],
    [0x52009229, 'SQ', [sharedGroups(series, sources)]],
    [
      0x52009230,
      'SQ',
      frames.map((frame) => {
        const source = sources[frame.slice];
        return frameItem(frame, source, frameMeasures(series, source, sources));
      }),
    ],
    [0x7fe00010, 'OB', packFrames(labels, segments, frames)],
  ];
  return dicomFile(SEGMENTATION_STORAGE, instance, elements);
}

function checkArguments(
  labels: Pick<Volume, 'data' | 'shape'>,
  series: DicomSeries,
  segments: Segment[],
): void {
  if (
    labels.shape.join() !== series.shape.join() ||
    labels.data.length !== labels.shape[0] * labels.shape[1] * labels.shape[2]
  ) {
    throw new FormatError(
      'geometry',
      `The labels are ${labels.shape.join(' x ')} (${labels.data.length} voxels) and the series ${series.shape.join(' x ')}; resample them to the series first.`,
    );
  }
  // One slice may be of unknown thickness: nothing is said of it then.
  const [, ...pixels] = series.assumedSpacing ?? [];
  if (pixels.some(Boolean) || !series.files[0].header.frames[0].position) {
    throw new FormatError(
      'geometry',
      'The series does not say where its slices lie or how large its pixels are, which a DICOM segmentation must say. Write the labels as NIfTI or PNG.',
    );
  }
  const values = segments.map(({ label }) => label);
  const valid = values.every((label) => Number.isInteger(label) && label > 0 && label < 65536);
  if (segments.length === 0 || !valid || new Set(values).size !== values.length) {
    throw new FormatError(
      'invalid-argument',
      `Segments need one label each, from 1 up, and got: ${values.join(', ') || 'none'}.`,
    );
  }
}

/** Texts of a segmentation keep to what all character sets share. */
function checkTexts({ segments, description, algorithm }: WriteSegmentationOptions): void {
  const codes = segments.flatMap(({ category = [], type = [] }) => [...category, ...type]);
  const given = [description, algorithm?.name, algorithm?.version];
  checkDicomTexts('a DICOM segmentation', [...segments.map(({ name }) => name), ...codes, ...given]);
}
