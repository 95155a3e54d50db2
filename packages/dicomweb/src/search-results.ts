/** What a search finds, in the words of this package. */
import { type DicomJsonObject, numberOf, TAG, textOf } from './dicom-json.js';
import { DicomWebError } from './errors.js';

/** A study of the archive. */
export interface StudyFound {
  studyInstanceUid: string;
  /** As DICOM has it: YYYYMMDD. */
  date?: string;
  description?: string;
  /** Everything that the archive returned. */
  attributes: DicomJsonObject;
}

/** A series of the archive. */
export interface SeriesFound {
  studyInstanceUid: string;
  seriesInstanceUid: string;
  modality?: string;
  description?: string;
  /** How many objects it has, where the archive says it. */
  instances?: number;
  /** Everything that the archive returned. */
  attributes: DicomJsonObject;
}

export function studyFound(attributes: DicomJsonObject): StudyFound {
  return {
    studyInstanceUid: needed(attributes, TAG.studyInstanceUid, 'StudyInstanceUID'),
    date: textOf(attributes, TAG.studyDate),
    description: textOf(attributes, TAG.studyDescription),
    attributes,
  };
}

/** @param study Of which the series is, where it was asked for. */
export function seriesFound(attributes: DicomJsonObject, study: string | undefined): SeriesFound {
  return {
    studyInstanceUid: study ?? needed(attributes, TAG.studyInstanceUid, 'StudyInstanceUID'),
    seriesInstanceUid: needed(attributes, TAG.seriesInstanceUid, 'SeriesInstanceUID'),
    modality: textOf(attributes, TAG.modality),
    description: textOf(attributes, TAG.seriesDescription),
    instances: numberOf(attributes, TAG.seriesInstances),
    attributes,
  };
}

function needed(attributes: DicomJsonObject, tag: string, name: string): string {
  const value = textOf(attributes, tag);
  if (value) return value;
  throw new DicomWebError('corrupt', `The archive found something without ${name} (${tag}).`);
}
