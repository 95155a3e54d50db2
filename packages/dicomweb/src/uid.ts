import { check } from './check-options.js';

/**
 * A UID as PS3.5, 9.1 has them: up to 64 digits and dots. It becomes a part of an address, so nothing else may pass.
 *
 * @throws {DicomWebError} `invalid-argument`
 */
export function checkUid(what: string, uid: string): string {
  const isUid = typeof uid === 'string' && uid.length <= 64 && /^\d+(\.\d+)*$/.test(uid);
  check(isUid, what, uid, 'it is up to 64 digits and dots, such as 1.2.840.10008.1');
  return uid;
}
