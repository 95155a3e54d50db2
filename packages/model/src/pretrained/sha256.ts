import { ModelError } from '../errors.js';

/**
 * In hexadecimal.
 *
 * @throws {ModelError} `missing` in pages that are neither https nor local, where browsers offer no hash
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    throw new ModelError(
      'missing',
      'This page cannot check a hash, as browsers offer none outside of https and localhost. Serve it there.',
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
