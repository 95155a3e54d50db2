/** An archive that speaks DICOMweb (DICOM PS3.18, chapter 10). */
import { check, checkOptions } from './check-options.js';
import { type DicomJsonObject, parseObjects, TAG, textOf } from './dicom-json.js';
import { DicomWebError } from './errors.js';
import { bytesOf, type Connection, open, withAnswer } from './http.js';
import { boundaryOf, multipartBodies, multipartOf } from './multipart.js';
import { Tries } from './retry.js';
import { type SearchQuery, searchParameters } from './search-query.js';
import { type SeriesFound, type StudyFound, seriesFound, studyFound } from './search-results.js';
import { sopInstanceUid } from './sop-instance-uid.js';
import { type StoreResult, storeResult } from './store-result.js';
import { checkUid } from './uid.js';

/** For {@link DicomWebClient}. */
export interface DicomWebOptions {
  /** Root of the archive's DICOMweb, such as `'https://pacs.example.org/dicom-web'`. */
  baseUrl: string;
  /** Bearer token, or what returns one for each request. */
  token?: string | (() => string | Promise<string>);
  /** Of every request, such as `{ Authorization: 'Basic ...' }`. */
  headers?: Readonly<Record<string, string>>;
  /** Tries after the first, with growing pauses, where a failure may pass. Default 4. */
  retries?: number;
  /** Of silence, before a try is given up. Default 60,000. */
  timeoutMs?: number;
  /** Of one object. Default 2 GiB. */
  maxBytes?: number;
  /** Results in one answer to a search. Default 200. */
  pageSize?: number;
  /** In place of the platform's. */
  fetch?: typeof fetch;
  /** Ends whatever runs. */
  signal?: AbortSignal;
}

/** Where only one study is meant. */
export interface StudyOption {
  /** Default: any study. */
  studyInstanceUid?: string;
}

/** Which series is meant. */
export type SeriesName = Pick<SeriesFound, 'studyInstanceUid' | 'seriesInstanceUid'>;

const NAMES = {
  baseUrl: 1,
  token: 1,
  headers: 1,
  retries: 1,
  timeoutMs: 1,
  maxBytes: 1,
  pageSize: 1,
  fetch: 1,
  signal: 1,
} as const;

const JSON_TYPE = 'application/dicom+json';
/** As it is stored, whatever its compression: the archive need not decode, and nothing is lost. */
const FILES = 'multipart/related; type="application/dicom"; transfer-syntax=*';

/**
 * Searches, fetches and stores. Nothing but the address that it was given is contacted: redirects are refused, and
 * addresses in answers are not followed.
 *
 * @example
 * const archive = new DicomWebClient({ baseUrl: 'https://pacs.example.org/dicom-web', token });
 * for await (const series of archive.searchSeries({ Modality: 'CT' })) {
 *   for await (const file of archive.retrieveSeries(series)) await use(file);
 * }
 */
export class DicomWebClient {
  readonly #connection: Connection;
  readonly #maxBytes: number;
  readonly #pageSize: number;

  /** @throws {DicomWebError} `invalid-argument` */
  constructor(options: DicomWebOptions) {
    checkOptions('DicomWebClient', options, NAMES);
    const { retries = 4, timeoutMs = 60_000, maxBytes = 2 ** 31, pageSize = 200 } = options;
    const { baseUrl, token, headers = {}, signal } = options;
    check(
      token === undefined || typeof token === 'function' || /^[\x21-\x7e]+$/.test(String(token)),
      'token',
      'a string that is not shown',
      'it is visible ASCII without spaces, or a function that returns such',
    );
    check(Number.isInteger(retries) && retries >= 0, 'retries', retries, 'it is a whole number from 0');
    check(timeoutMs > 0 && timeoutMs < 2 ** 31, 'timeoutMs', timeoutMs, 'it is milliseconds above 0');
    check(maxBytes > 0, 'maxBytes', maxBytes, 'it is a number above 0');
    check(Number.isInteger(pageSize) && pageSize > 0, 'pageSize', pageSize, 'it is a whole number from 1');
    this.#maxBytes = maxBytes;
    this.#pageSize = pageSize;
    this.#connection = {
      ...{ baseUrl: checkBase(baseUrl), token, headers, retries, timeoutMs, signal },
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    };
  }

  /**
   * Studies that match (QIDO-RS), page by page.
   *
   * @throws {DicomWebError}
   */
  async *searchStudies(query: SearchQuery = {}): AsyncGenerator<StudyFound> {
    const fields = ['StudyDescription', 'ModalitiesInStudy', 'StudyDate'];
    for await (const found of this.#search('/studies', query, fields, TAG.studyInstanceUid))
      yield studyFound(found);
  }

  /**
   * Series that match (QIDO-RS), of one study or of all, page by page.
   *
   * @throws {DicomWebError}
   */
  async *searchSeries(query: SearchQuery = {}, options: StudyOption = {}): AsyncGenerator<SeriesFound> {
    const { studyInstanceUid } = checkOptions('searchSeries', options, { studyInstanceUid: 1 });
    const study =
      studyInstanceUid === undefined ? '' : `/studies/${checkUid('studyInstanceUid', studyInstanceUid)}`;
    const fields = ['SeriesDescription', 'NumberOfSeriesRelatedInstances', 'StudyInstanceUID'];
    for await (const found of this.#search(`${study}/series`, query, fields, TAG.seriesInstanceUid)) {
      yield seriesFound(found, studyInstanceUid);
    }
  }

  /**
   * The files of a series (WADO-RS), one at a time, as the archive has them. After a connection that broke, those that
   * were yielded already are not yielded again.
   *
   * @throws {DicomWebError}
   */
  async *retrieveSeries(series: SeriesName): AsyncGenerator<Uint8Array> {
    const isObject = typeof series === 'object' && series !== null;
    check(isObject, 'series', series, 'it is { studyInstanceUid, seriesInstanceUid }');
    const { studyInstanceUid, seriesInstanceUid } = series;
    const study = checkUid('studyInstanceUid', studyInstanceUid);
    const path = `/studies/${study}/series/${checkUid('seriesInstanceUid', seriesInstanceUid)}`;
    yield* this.#files(path);
  }

  /**
   * Stores files (STOW-RS) in one request. Storing an object once more changes nothing, so that a try after a broken
   * connection is safe.
   *
   * @returns What was stored and what was not, and why.
   * @throws {DicomWebError} where the archive took nothing at all for another reason than the objects themselves
   */
  async store(files: readonly Uint8Array[], options: StudyOption = {}): Promise<StoreResult> {
    const { studyInstanceUid } = checkOptions('store', options, { studyInstanceUid: 1 });
    const areFiles =
      Array.isArray(files) && files.length > 0 && files.every((file) => file instanceof Uint8Array);
    check(areFiles, 'files', files, 'they are one or more Uint8Arrays, each a DICOM file');
    const study = studyInstanceUid === undefined ? '' : `/${checkUid('studyInstanceUid', studyInstanceUid)}`;
    const request = {
      method: 'POST' as const,
      path: `/studies${study}`,
      accept: JSON_TYPE,
      // Not one of them was stored, and the answer says why (PS3.18, table 10.5.3-1).
      answers: [409],
      ...multipartOf(files),
    };
    return withAnswer(this.#connection, request, async ({ chunks }) => {
      const text = new TextDecoder().decode(await bytesOf(chunks, this.#maxBytes));
      return storeResult(parseObjects(text, 'The answer to what was stored'), files.map(sopInstanceUid));
    });
  }

  async *#search(
    path: string,
    query: SearchQuery,
    fields: readonly string[],
    key: string,
  ): AsyncGenerator<DicomJsonObject> {
    const parameters = searchParameters(query);
    for (const field of fields) parameters.append('includefield', field);
    // Archives may return fewer than they were asked for, and some do not know offset: a page without news is the last.
    const seen = new Set<string>();
    for (let offset = 0; ; ) {
      parameters.set('limit', String(this.#pageSize));
      parameters.set('offset', String(offset));
      const request = { path: `${path}?${parameters}`, accept: JSON_TYPE };
      const page = await withAnswer(this.#connection, request, async ({ chunks }) =>
        parseObjects(
          new TextDecoder().decode(await bytesOf(chunks, this.#maxBytes)),
          'The answer to the search',
        ),
      );
      const news = page.filter((found) => !seen.has(textOf(found, key) ?? ''));
      for (const found of news) {
        seen.add(textOf(found, key) ?? '');
        yield found;
      }
      if (news.length === 0) return;
      offset += page.length;
    }
  }

  async *#files(path: string): AsyncGenerator<Uint8Array> {
    const seen = new Set<string>();
    const tries = new Tries(this.#connection);
    for (;;) {
      try {
        const { contentType, chunks } = await open(this.#connection, { path, accept: FILES }, tries);
        const boundary = boundaryOf(contentType);
        const bodies = boundary
          ? multipartBodies(chunks, boundary, this.#maxBytes)
          : [await bytesOf(chunks, this.#maxBytes)];
        for await (const file of bodies) {
          const uid = sopInstanceUid(file);
          if (uid === undefined) {
            throw new DicomWebError(
              'corrupt',
              `The archive sent something that is no DICOM file for ${path}.`,
            );
          }
          if (seen.has(uid)) continue;
          seen.add(uid);
          yield file;
        }
        return;
      } catch (error) {
        await tries.after(error);
      }
    }
  }
}

function checkBase(baseUrl: string): string {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  check(
    url && (url.protocol === 'http:' || url.protocol === 'https:') && !url.search && !url.hash,
    'baseUrl',
    baseUrl,
    'it is the address of the root of DICOMweb, such as https://pacs.example.org/dicom-web',
  );
  check(
    url.username === '' && url.password === '',
    'baseUrl',
    `${url.protocol}//...@${url.host}`,
    'names and passwords go into headers or token, as addresses are written into logs',
  );
  return url.href.replace(/\/+$/, '');
}
