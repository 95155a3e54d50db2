/**
 * A module that imports a plain memory cannot run on a shared one, although only four bytes tell them apart: the import
 * says so in its limits. Rewriting them saves a second copy of every module.
 */
import { ThreadsError } from './errors.js';

const IMPORT_SECTION = 2;
const MEMORY_SECTION = 5;
const MEMORY = 2;
const HAS_MAXIMUM = 1;
const SHARED = 2;
/** 65,536 pages of 64 KiB, all that 32-bit addresses reach, as LEB128. */
const MAXIMUM_PAGES = [0x80, 0x80, 0x04];

/**
 * The same module for a shared memory.
 *
 * @throws {ThreadsError} unless it imports its memory and nothing else, without a maximum.
 */
export function shareMemory(module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  checkBytes('shareMemory', module);
  // Magic number and version, then sections: id, length, content.
  for (let at = 8; at < module.length; ) {
    const id = module[at];
    const [length, content] = readUnsigned(module, at + 1);
    if (id !== IMPORT_SECTION) {
      at = content + length;
      continue;
    }
    const limits = memoryLimits(module, content);
    const changed = [
      ...module.subarray(content, limits),
      HAS_MAXIMUM | SHARED,
      ...module.subarray(limits + 1, content + length),
      ...MAXIMUM_PAGES,
    ];
    return Uint8Array.from([
      ...module.subarray(0, at),
      IMPORT_SECTION,
      ...unsigned(changed.length),
      ...changed,
      ...module.subarray(content + length),
    ]);
  }
  throw notOneMemory();
}

/**
 * The same module with its own memory, which it makes itself, shared: so do other modules get to work on it in threads. It
 * must have one memory with a maximum, as Emscripten's modules do.
 *
 * @throws {ThreadsError} for another module.
 */
export function shareOwnMemory(module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  checkBytes('shareOwnMemory', module);
  for (let at = 8; at < module.length; ) {
    const [length, content] = readUnsigned(module, at + 1);
    if (module[at] === MEMORY_SECTION && module[content] === 1 && module[content + 1] === HAS_MAXIMUM) {
      const changed = module.slice();
      changed[content + 1] = HAS_MAXIMUM | SHARED;
      return changed;
    }
    at = content + length;
  }
  throw new ThreadsError('invalid-argument', 'The module must make one memory with a maximum.');
}

function checkBytes(call: string, module: Uint8Array): void {
  if (module instanceof Uint8Array) return;
  throw new ThreadsError(
    'invalid-argument',
    `${call} takes the bytes of a WebAssembly module as a Uint8Array; it got ${String(module)}.`,
  );
}

/** Where the limits of the only import begin: count, two names, kind, limits. */
function memoryLimits(module: Uint8Array, content: number): number {
  const [, names] = readUnsigned(module, content);
  const [moduleLength, moduleName] = readUnsigned(module, names);
  const [fieldLength, fieldName] = readUnsigned(module, moduleName + moduleLength);
  const kind = fieldName + fieldLength;
  if (module[content] !== 1 || module[kind] !== MEMORY || module[kind + 1] !== 0) {
    throw notOneMemory();
  }
  return kind + 1;
}

function notOneMemory(): ThreadsError {
  return new ThreadsError(
    'invalid-argument',
    'The module must import one memory without a maximum, and nothing else.',
  );
}

/** LEB128: the number, and where the next byte is. */
function readUnsigned(bytes: Uint8Array, at: number): [number, number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
