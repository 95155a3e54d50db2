/** A DICOM structured report of what a segmentation measures. */
import { check, checkOptions } from '../check-options.js';
import type { DicomElement } from './dicom-elements.js';
import { checkDicomTexts, dicomDate, dicomFile, IMPLEMENTATION_UID } from './dicom-file.js';
import { createUid } from './dicom-uid.js';
import {
  type ContentItem,
  codeContent,
  containerElements,
  containerItem,
  numberContent,
  segmentContent,
  textContent,
  uidContent,
} from './report-content.js';
import { type CodedConcept, codeItem } from './segment.js';
import { inherited, SEGMENTATION_STORAGE } from './segmentation-attributes.js';
import { type DrawnSegment, listedSeries, type Reference, readReference } from './segmentation-reference.js';

/** A figure of one segment. */
export interface Measurement {
  /** What was measured, such as {@link VOLUME}. */
  name: CodedConcept;
  value: number;
  /** In the Unified Code for Units of Measure, such as `['ml', 'UCUM', 'milliliter']`. */
  unit: CodedConcept;
}

/** What is said of one segment of a segmentation. */
export interface SegmentMeasurements {
  /** Its number in the segmentation, from 1. */
  segment: number;
  measurements: readonly Measurement[];
}

/** For {@link writeMeasurementReport}. */
export interface MeasurementReportOptions {
  groups: readonly SegmentMeasurements[];
  /** Series description; default 'Measurements'. */
  description?: string;
  /** Name and version of what drew the segments; default 'MiniSeg', '0'. */
  algorithm?: { name: string; version: string };
  /** Series number, default 101. */
  seriesNumber?: number;
  /** Time of creation; default now. */
  date?: Date;
  /** Makes unique identifiers; default random ones. */
  createUid?: () => string;
}

/** The volume of a segment. */
export const VOLUME: CodedConcept = ['118565006', 'SCT', 'Volume'];
/** The unit of volumes. */
export const MILLILITER: CodedConcept = ['ml', 'UCUM', 'milliliter'];
/** The unit of shares, from 0 to 100. */
export const PERCENT: CodedConcept = ['%', 'UCUM', 'percent'];

const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33';
// The report is on a series of images, and not on a place that they are fixed to.
const NOT_IN_REPORTS = [0x00200052, 0x00201040];

const CONCEPT = {
  title: ['126000', 'DCM', 'Imaging Measurement Report'],
  language: ['121049', 'DCM', 'Language of Content Item and Descendants'],
  english: ['en-US', 'RFC5646', 'English (United States)'],
  observerType: ['121005', 'DCM', 'Observer Type'],
  device: ['121007', 'DCM', 'Device'],
  deviceUid: ['121012', 'DCM', 'Device Observer UID'],
  deviceName: ['121013', 'DCM', 'Device Observer Name'],
  deviceModel: ['121015', 'DCM', 'Device Observer Model Name'],
  procedure: ['121058', 'DCM', 'Procedure Reported'],
  ct: ['25045-6', 'LN', 'CT unspecified body region'],
  imaging: ['363679005', 'SCT', 'Imaging procedure'],
  measurements: ['126010', 'DCM', 'Imaging Measurements'],
  group: ['125007', 'DCM', 'Measurement Group'],
  tracking: ['112039', 'DCM', 'Tracking Identifier'],
  trackingUid: ['112040', 'DCM', 'Tracking Unique Identifier'],
  finding: ['121071', 'DCM', 'Finding'],
  segment: ['121191', 'DCM', 'Referenced Segment'],
  source: ['121232', 'DCM', 'Source series for segmentation'],
  algorithmName: ['111001', 'DCM', 'Algorithm Name'],
  algorithmVersion: ['111003', 'DCM', 'Algorithm Version'],
} satisfies Record<string, CodedConcept>;

/**
 * A DICOM structured report by the template for imaging measurements (PS3.16, TID 1500, with one volumetric group of
 * TID 1411 for each segment): what was measured, of which segment of which segmentation, by what, on which series. It
 * belongs to the patient and study of the segmentation.
 *
 * @param segmentation A DICOM segmentation, as `writeDicomSegmentation` wrote it.
 * @throws {FormatError} `invalid-argument` for a group whose segment the segmentation does not have, a value that is not
 *   finite, or a text that DICOM cannot hold; `unknown-format` for a segmentation that is none
 * @example
 * const segmentation = writeDicomSegmentation(mask, series, { segments: [{ label: 1, name: 'Infection' }] });
 * const groups = [{ segment: 1, measurements: [{ name: VOLUME, value: 12.5, unit: MILLILITER }] }];
 * const report = writeMeasurementReport(segmentation, { groups });
 */
export function writeMeasurementReport(
  segmentation: Uint8Array,
  options: MeasurementReportOptions,
): Uint8Array {
  checkOptions('writeMeasurementReport', options, {
    ...{ groups: 1, description: 1, algorithm: 1 },
    ...{ seriesNumber: 1, date: 1, createUid: 1 },
  } as const);
  const { groups, description = 'Measurements', seriesNumber = 101 } = options;
  const { algorithm = { name: 'MiniSeg', version: '0' }, date: moment = new Date() } = options;
  check(
    segmentation instanceof Uint8Array,
    'segmentation',
    segmentation,
    'it is the bytes of a DICOM segmentation',
  );
  checkOptions('algorithm', algorithm, { name: 1, version: 1 });
  check(Number.isSafeInteger(seriesNumber), 'seriesNumber', seriesNumber, 'it is a whole number');
  check(isDate(moment), 'date', moment, 'it is a Date');
  const makes = options.createUid === undefined || typeof options.createUid === 'function';
  check(makes, 'createUid', options.createUid, 'it is a function that returns an identifier');
  const drawn = readReference(segmentation);
  checkGroups(groups, drawn);
  checkDicomTexts('a DICOM report', [
    ...[description, algorithm.name, algorithm.version],
    ...groups.flatMap(({ measurements }) => measurements.flatMap(({ name, unit }) => [...name, ...unit])),
  ]);
  const uid = options.createUid ?? createUid;
  const instance = uid();
  const { date, time } = dicomDate(moment);
  const patient = inherited(drawn.dataSet, uid);
  const elements: DicomElement[] = [
    ...patient.filter(([tag]) => !NOT_IN_REPORTS.includes(tag)),
    [0x00080016, 'UI', COMPREHENSIVE_SR],
    [0x00080018, 'UI', instance],
    [0x00080023, 'DA', date],
    [0x00080033, 'TM', time],
    [0x00080060, 'CS', 'SR'],
    [0x00080070, 'LO', 'MiniSeg'],
    [0x0008103e, 'LO', description],
    [0x00081090, 'LO', algorithm.name],
    [0x00081111, 'SQ', []],
    [0x00181000, 'LO', '1'],
    [0x00181020, 'LO', algorithm.version],
    [0x0020000e, 'UI', uid()],
    [0x00200011, 'IS', seriesNumber],
    [0x00200013, 'IS', 1],
    [0x0040a040, 'CS', 'CONTAINER'],
    [0x0040a043, 'SQ', [codeItem(CONCEPT.title)]],
    [0x0040a372, 'SQ', []],
    [0x0040a375, 'SQ', [evidence(drawn, studyOf(patient))]],
    [0x0040a491, 'CS', 'COMPLETE'],
    // Nobody has looked at it: it is what a program measured.
    [0x0040a493, 'CS', 'UNVERIFIED'],
    [
      0x0040a504,
      'SQ',
      [
        [
          [0x00080105, 'CS', 'DCMR'],
          [0x0040db00, 'CS', '1500'],
        ],
      ],
    ],
    ...containerElements(content(drawn, groups, algorithm, uid)),
  ];
  return dicomFile(COMPREHENSIVE_SR, instance, elements);
}

function content(
  drawn: Reference,
  groups: readonly SegmentMeasurements[],
  algorithm: { name: string; version: string },
  uid: () => string,
): ContentItem[] {
  return [
    codeContent('HAS CONCEPT MOD', CONCEPT.language, CONCEPT.english),
    codeContent('HAS OBS CONTEXT', CONCEPT.observerType, CONCEPT.device),
    uidContent('HAS OBS CONTEXT', CONCEPT.deviceUid, IMPLEMENTATION_UID),
    textContent('HAS OBS CONTEXT', CONCEPT.deviceName, algorithm.name),
    textContent('HAS OBS CONTEXT', CONCEPT.deviceModel, `${algorithm.name} ${algorithm.version}`),
    codeContent('HAS CONCEPT MOD', CONCEPT.procedure, isCt(drawn) ? CONCEPT.ct : CONCEPT.imaging),
    containerItem(
      CONCEPT.measurements,
      groups.map(({ segment, measurements }) => {
        const { name, type } = drawn.segments.get(segment) as DrawnSegment;
        return containerItem(CONCEPT.group, [
          textContent('HAS OBS CONTEXT', CONCEPT.tracking, name),
          uidContent('HAS OBS CONTEXT', CONCEPT.trackingUid, uid()),
          textContent('HAS CONCEPT MOD', CONCEPT.algorithmName, algorithm.name),
          textContent('HAS CONCEPT MOD', CONCEPT.algorithmVersion, algorithm.version),
          codeContent('CONTAINS', CONCEPT.finding, type),
          segmentContent(CONCEPT.segment, SEGMENTATION_STORAGE, drawn.instance, segment),
          uidContent('CONTAINS', CONCEPT.source, drawn.source),
          ...measurements.map((each) => numberContent(each.name, each.value, each.unit)),
        ]);
      }),
    ),
  ];
}

function checkGroups(groups: readonly SegmentMeasurements[], drawn: Reference): void {
  const isList = Array.isArray(groups) && groups.every((group) => Array.isArray(group?.measurements));
  check(
    isList && groups.length > 0,
    'groups',
    groups,
    'they are one or more { segment, measurements: [...] }',
  );
  for (const { segment, measurements } of groups) {
    const known = [...drawn.segments.keys()];
    check(
      drawn.segments.has(segment),
      'segment',
      segment,
      `the segmentation has the segments ${known.join(', ')}`,
    );
    for (const { name, value, unit } of measurements) {
      const areCodes = [name, unit].every((code) => Array.isArray(code) && code.length === 3);
      check(areCodes, 'A measurement', name, 'its name and unit are [value, scheme, meaning]');
      check(Number.isFinite(value), `The value of ${name[2]}`, value, 'it is a finite number');
    }
  }
}

/** The objects that the report is on, by study and series (PS3.3, C.17.2). */
function evidence(drawn: Reference, study: DicomElement): DicomElement[] {
  const segmentation = { sopClass: SEGMENTATION_STORAGE, instance: drawn.instance };
  const images = drawn.images.length > 0 ? [listedSeries(drawn.source, drawn.images)] : [];
  return [study, [0x00081115, 'SQ', [...images, listedSeries(drawn.series, [segmentation])]]];
}

const isDate = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime());

/** CT Image Storage and Enhanced CT Image Storage. */
const isCt = ({ images }: Reference) =>
  images.some(({ sopClass }) => /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.2(\.1)?$/.test(sopClass));

const studyOf = (patient: DicomElement[]) => patient.find(([tag]) => tag === 0x0020000d) as DicomElement;
