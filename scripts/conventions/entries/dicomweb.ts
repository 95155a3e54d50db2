/** Calls of `@miniseg/dicomweb` that work. */
import * as dicomweb from '@miniseg/dicomweb';
import type { Entries, PackageEntries } from './walk-entries.js';

const answers = (body: string, type = 'application/dicom+json') => ({
  baseUrl: 'http://127.0.0.1/dicom-web',
  fetch: (async () => new Response(body, { headers: { 'content-type': type } })) as typeof fetch,
});
const client = (body = '[]', type?: string) => new dicomweb.DicomWebClient(answers(body, type));
const readAll = async (items: AsyncIterable<unknown>) => {
  for await (const _ of items);
};

const entries: Entries = {
  DicomWebClient: { valid: () => [answers('[]')] },
  'DicomWebClient.searchStudies': {
    valid: () => [{ Modality: 'CT' }],
    // The names are attributes of DICOM, of which there are thousands.
    fine: { 0: 'undefined object typo' },
    call: (query) => readAll(client().searchStudies(query)),
  },
  'DicomWebClient.searchSeries': {
    valid: () => [{ Modality: 'CT' }, { studyInstanceUid: '1.2' }],
    fine: { 0: 'undefined object typo', 1: 'undefined object' },
    call: (query, options) => readAll(client().searchSeries(query, options)),
  },
  'DicomWebClient.retrieveSeries': {
    valid: () => [{ studyInstanceUid: '1.2', seriesInstanceUid: '1.3' }],
    // What a search found has more than the names.
    fine: { 0: 'typo' },
    call: (series) => readAll(client('--x--', 'multipart/related; boundary=x').retrieveSeries(series)),
  },
  'DicomWebClient.store': {
    valid: () => [[new Uint8Array(200)], { studyInstanceUid: '1.2' }],
    fine: { 1: 'undefined object' },
    call: (files, options) => client().store(files, options),
  },
};

export const DICOMWEB: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/dicomweb.error')],
};
