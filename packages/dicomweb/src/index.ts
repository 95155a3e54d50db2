/** Search, fetch and store DICOM objects over DICOMweb. */
export { DicomWebClient, type DicomWebOptions, type SeriesName, type StudyOption } from './client.js';
export type { DicomJsonElement, DicomJsonObject } from './dicom-json.js';
export { DicomWebError, type DicomWebErrorCode } from './errors.js';
export type { SearchQuery } from './search-query.js';
export type { SeriesFound, StudyFound } from './search-results.js';
export type { StoreResult } from './store-result.js';
