/** What a search asks for: `ModalitiesInStudy=CT&StudyDate=20200301-20200401` (QIDO-RS, PS3.18, 10.6). */
import { check } from './check-options.js';

/** Attribute names or tags and what they must match; `*` and `?` are wildcards, `-` is between two dates. */
export type SearchQuery = string | Readonly<Record<string, string>>;

/** The client's own: it asks page by page. */
const RESERVED = ['limit', 'offset', 'includefield'];
/** A keyword, a tag, or a path of them through sequences. */
const ATTRIBUTE = /^([A-Z][A-Za-z0-9]*|[0-9A-Fa-f]{8})(\.([A-Z][A-Za-z0-9]*|[0-9A-Fa-f]{8}))*$/;

/** @throws {DicomWebError} `invalid-argument` for a name that can't be an attribute's, or one that the client sets itself */
export function searchParameters(query: SearchQuery): URLSearchParams {
  const isRecord = typeof query === 'object' && query !== null && !Array.isArray(query);
  check(
    typeof query === 'string' || isRecord,
    'query',
    query,
    "it is a string such as 'ModalitiesInStudy=CT' or an object { ModalitiesInStudy: 'CT' }",
  );
  const parameters = new URLSearchParams(typeof query === 'string' ? query : { ...query });
  for (const [name, value] of parameters) {
    const lower = name.toLowerCase();
    check(
      !RESERVED.includes(lower),
      'A name in the query',
      name,
      'the client asks page by page, and sets limit, offset and includefield itself',
    );
    check(
      lower === 'fuzzymatching' || ATTRIBUTE.test(name),
      'A name in the query',
      name,
      'it is the keyword or the tag of an attribute, such as StudyDate or 00080020',
    );
    check(value !== '', `${name} in the query`, value, 'it has a value to match, such as *');
  }
  return parameters;
}
