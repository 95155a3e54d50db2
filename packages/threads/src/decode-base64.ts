/** Modules are kept as text, so that no bundler and no server needs to know of a .wasm file. */
import { check } from './check-options.js';
import { ThreadsError } from './errors.js';

/**
 * Bytes of base64 text, in Node and in browsers.
 *
 * @throws {ThreadsError} for other text.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  check(typeof text === 'string', 'The text', text, 'it is base64');
  let bytes: string;
  try {
    bytes = atob(text);
  } catch (cause) {
    throw new ThreadsError('invalid-argument', `The text is no base64: '${String(text).slice(0, 20)}'.`, {
      cause,
    });
  }
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
