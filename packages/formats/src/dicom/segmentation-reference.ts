import type { DataSet } from 'dicom-parser';
import { FormatError } from '../errors.js';
import type { DicomElement } from './dicom-elements.js';
import { parseDicom } from './parse-dicom.js';
import type { CodedConcept } from './segment.js';
import { SEGMENTATION_STORAGE } from './segmentation-attributes.js';

/** A segment as others refer to it. */
export interface DrawnSegment {
  name: string;
  type: CodedConcept;
}

/** What a report has to know of a segmentation. */
export interface Reference {
  /** Of the segmentation itself. */
  instance: string;
  series: string;
  /** On which it was drawn. */
  source: string;
  /** Objects of the source: their class and identifier. */
  images: { sopClass: string; instance: string }[];
  segments: Map<number, DrawnSegment>;
  dataSet: DataSet;
}

/** @throws {FormatError} `unknown-format` for a file that is no DICOM segmentation */
export function readReference(segmentation: Uint8Array): Reference {
  const dataSet = parseDicom(segmentation);
  const sopClass = dataSet.string('x00080016');
  if (sopClass !== SEGMENTATION_STORAGE) {
    throw new FormatError(
      'unknown-format',
      `segmentation is a DICOM object of the class ${sopClass ?? 'none'}, and no segmentation (${SEGMENTATION_STORAGE}).`,
    );
  }
  const [source] = itemsOf(dataSet, 'x00081115');
  return {
    instance: text(dataSet, 'x00080018'),
    series: text(dataSet, 'x0020000e'),
    source: text(source, 'x0020000e'),
    images: itemsOf(source, 'x0008114a').map((item) => ({
      sopClass: text(item, 'x00081150'),
      instance: text(item, 'x00081155'),
    })),
    segments: new Map(
      itemsOf(dataSet, 'x00620002').map((item) => [item.uint16('x00620004') ?? 0, segmentOf(item)]),
    ),
    dataSet,
  };
}

function segmentOf(item: DataSet): DrawnSegment {
  const [type] = itemsOf(item, 'x0062000f');
  return {
    name: text(item, 'x00620005'),
    type: [text(type, 'x00080100'), text(type, 'x00080102'), text(type, 'x00080104')],
  };
}

const text = (item: DataSet | undefined, tag: string) => item?.string(tag) ?? '';

function itemsOf(item: DataSet | undefined, tag: string): DataSet[] {
  return (item?.elements[tag]?.items ?? []).flatMap(({ dataSet }) => dataSet ?? []);
}

/** Objects of one series, as a report lists them (PS3.3, C.17.2.1). */
export function listedSeries(
  series: string,
  objects: readonly { sopClass: string; instance: string }[],
): DicomElement[] {
  const items = objects.map(({ sopClass, instance }): DicomElement[] => [
    [0x00081150, 'UI', sopClass],
    [0x00081155, 'UI', instance],
  ]);
  return [
    [0x00081199, 'SQ', items],
    [0x0020000e, 'UI', series],
  ];
}
