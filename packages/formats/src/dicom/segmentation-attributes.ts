import type { DataSet } from 'dicom-parser';
import type { DicomElement, ValueRepresentation } from './dicom-elements.js';
import { dicomDate } from './dicom-file.js';
import type { DicomSeries } from './group-dicom-series.js';
import type { SourceSlice } from './segmentation-frames.js';
import type { WriteSegmentationOptions } from './segmentation-options.js';

export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';

/**
 * Patient and study, byte for byte as the source has them, so that its character set holds; empty where it has none,
 * but for identifiers, which a segmentation must have: an anonymized source gets new ones.
 */
export function inherited(source: DataSet, uid: () => string): DicomElement[] {
  const required: [number, ValueRepresentation][] = [
    [0x00080020, 'DA'],
    [0x00080030, 'TM'],
    [0x00080050, 'SH'],
    [0x00080090, 'PN'],
    [0x00100010, 'PN'],
    [0x00100020, 'LO'],
    [0x00100030, 'DA'],
    [0x00100040, 'CS'],
    [0x0020000d, 'UI'],
    [0x00200010, 'SH'],
    [0x00200052, 'UI'],
    [0x00201040, 'LO'],
  ];
  const copy = (tag: number): Uint8Array | undefined => {
    const element = source.elements[`x${tag.toString(16).padStart(8, '0')}`];
    if (!element?.length) return undefined;
    return source.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  };
  const characterSet = copy(0x00080005);
  return [
    ...(characterSet ? [[0x00080005, 'CS', characterSet] as DicomElement] : []),
    ...required.map(([tag, vr]): DicomElement => [tag, vr, copy(tag) ?? (vr === 'UI' ? uid() : '')]),
  ];
}

export function general(
  series: DicomSeries,
  options: WriteSegmentationOptions,
  instance: string,
  seriesUid: string,
): DicomElement[] {
  const { date, time } = dicomDate(options.date ?? new Date());
  const { name, version } = options.algorithm ?? { name: 'MiniSeg', version: '0' };
  const [, rows, columns] = series.shape;
  return [
    [0x00080008, 'CS', 'DERIVED\\PRIMARY'],
    [0x00080016, 'UI', SEGMENTATION_STORAGE],
    [0x00080018, 'UI', instance],
    [0x00080023, 'DA', date],
    [0x00080033, 'TM', time],
    [0x00080060, 'CS', 'SEG'],
    [0x00080070, 'LO', 'MiniSeg'],
    [0x0008103e, 'LO', options.description ?? 'Segmentation'],
    [0x00081090, 'LO', name],
    [0x00181000, 'LO', '1'],
    [0x00181020, 'LO', version],
    [0x0020000e, 'UI', seriesUid],
    [0x00200011, 'IS', options.seriesNumber ?? 100],
    [0x00200013, 'IS', 1],
    [0x00280002, 'US', 1],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', rows],
    [0x00280011, 'US', columns],
    [0x00280100, 'US', 1],
    [0x00280101, 'US', 1],
    [0x00280102, 'US', 0],
    [0x00280103, 'US', 0],
    [0x00282110, 'CS', '00'],
    [0x00620001, 'CS', 'BINARY'],
    [0x00620013, 'CS', 'NO'],
    [0x00700080, 'CS', 'SEGMENTATION'],
    [0x00700081, 'LO', options.description ?? 'Segmentation'],
    [0x00700084, 'PN', ''],
  ];
}

/** Frames are counted by segment, then by position (PS3.3, C.7.6.17). */
export function dimensions(organization: string): DicomElement[] {
  const index = (pointer: number, group: number, label: string): DicomElement[] => [
    [0x00209164, 'UI', organization],
    [0x00209165, 'AT', pointer],
    [0x00209167, 'AT', group],
    [0x00209421, 'LO', label],
  ];
  return [
    [0x00209221, 'SQ', [[[0x00209164, 'UI', organization]]]],
    [
      0x00209222,
      'SQ',
      [index(0x0062000b, 0x0062000a, 'Segment Number'), index(0x00200032, 0x00209113, 'Image Position')],
    ],
  ];
}

/**
 * What all frames have in common. The size of voxels is among it unless slices stand for parts of different thickness;
 * then each frame says its own, and no distance is told.
 */
export function sharedGroups(series: DicomSeries, sources: SourceSlice[]): DicomElement[] {
  const [, row, column] = series.direction;
  return [
    [0x00209116, 'SQ', [[[0x00200037, 'DS', [...column, ...row]]]]],
    ...(isUneven(sources) ? [] : [[0x00289110, 'SQ', [evenMeasures(series, sources)]] as DicomElement]),
  ];
}

function evenMeasures(
  { spacing, files, assumedSpacing }: DicomSeries,
  [{ thickness }]: SourceSlice[],
): DicomElement[] {
  const depth: DicomElement[] = [
    [0x00180050, 'DS', [files[0].header.sliceThickness ?? thickness]],
    [0x00180088, 'DS', [thickness]],
  ];
  return [...(assumedSpacing?.[0] ? [] : depth), [0x00280030, 'DS', spacing.slice(1)]];
}

/** The measures of one frame, where they differ. */
export function frameMeasures(
  { spacing }: DicomSeries,
  { thickness }: SourceSlice,
  sources: SourceSlice[],
): DicomElement[] | undefined {
  if (!isUneven(sources)) return undefined;
  return [
    [0x00180050, 'DS', [thickness]],
    [0x00280030, 'DS', spacing.slice(1)],
  ];
}

const isUneven = (sources: SourceSlice[]) => sources.some(({ drawn }, slice) => drawn !== slice);

export function referencedSeries(seriesUid: string, sources: SourceSlice[]): DicomElement[] {
  const images = sources.flatMap(({ image }) => image ?? []);
  const instances = new Map(images.map((image) => [image.sopInstanceUID, image.sopClassUID]));
  const items = [...instances].map(([instance, sopClass]): DicomElement[] => [
    [0x00081150, 'UI', sopClass],
    [0x00081155, 'UI', instance],
  ]);
  return [
    [0x0008114a, 'SQ', items],
    [0x0020000e, 'UI', seriesUid],
  ];
}
