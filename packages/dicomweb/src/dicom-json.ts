/** The JSON model of DICOM (PS3.18, annex F), as far as searches and stores need it. */
import { DicomWebError } from './errors.js';

/** One attribute: its values, strings and numbers, people's names as `{ Alphabetic }`, or items of a sequence. */
export interface DicomJsonElement {
  vr?: string;
  Value?: readonly unknown[];
}

/** Attributes by their tag in eight upper-case hexadecimal digits, such as `'0020000D'`. */
export type DicomJsonObject = Readonly<Record<string, DicomJsonElement>>;

/** Tags that this package reads. */
export const TAG = {
  sopClassUid: '00080016',
  sopInstanceUid: '00080018',
  studyDate: '00080020',
  modality: '00080060',
  modalitiesInStudy: '00080061',
  referencedSopClassUid: '00081150',
  referencedSopInstanceUid: '00081155',
  failureReason: '00081197',
  failedSopSequence: '00081198',
  referencedSopSequence: '00081199',
  studyDescription: '00081030',
  seriesDescription: '0008103E',
  studyInstanceUid: '0020000D',
  seriesInstanceUid: '0020000E',
  seriesInstances: '00201209',
} as const;

/** The first value as a string; undefined where there is none. */
export function textOf(object: DicomJsonObject, tag: string): string | undefined {
  const [value] = valuesOf(object, tag);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The first value as a number; undefined where there is none. */
export function numberOf(object: DicomJsonObject, tag: string): number | undefined {
  const [value] = valuesOf(object, tag);
  // Some archives write integers as strings.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Items of a sequence; empty where there is none. */
export function itemsOf(object: DicomJsonObject, tag: string): DicomJsonObject[] {
  return valuesOf(object, tag).filter(isObject) as DicomJsonObject[];
}

function valuesOf(object: DicomJsonObject, tag: string): readonly unknown[] {
  const element = Object.hasOwn(object, tag) ? object[tag] : undefined;
  return Array.isArray(element?.Value) ? element.Value : [];
}

/**
 * @param what Names the answer in the message.
 * @throws {DicomWebError} `corrupt` for what is no list of objects
 */
export function parseObjects(text: string, what: string): DicomJsonObject[] {
  let parsed: unknown;
  try {
    parsed = text.trim() === '' ? [] : JSON.parse(text);
  } catch (cause) {
    throw new DicomWebError('corrupt', `${what} is no JSON: it begins with '${text.slice(0, 40)}'.`, {
      cause,
    });
  }
  const list = Array.isArray(parsed) ? parsed : [parsed];
  if (!list.every(isObject)) {
    throw new DicomWebError('corrupt', `${what} is no list of DICOM objects in JSON.`);
  }
  return list as DicomJsonObject[];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
