/** Reads what `saveProgram` wrote. */
import { type Checkpoint, readSafetensors, toFloat32 } from '@miniseg/checkpoints';
import { EngineError } from '../errors.js';
import { checkProgram } from './check-program.js';
import type { Program } from './program.js';
import { FORMAT, READABLE, VERSION } from './save-program.js';

/**
 * @param file Its bytes: what `readFile` or `response.arrayBuffer()` gives.
 * @throws {EngineError} for a file that holds no program, one of another version, or one that contradicts itself.
 * @example const engine = await Engine.create(loadProgram(new Uint8Array(await response.arrayBuffer())));
 */
export function loadProgram(file: Uint8Array | ArrayBuffer): Program {
  const { tensors, metadata } = tensorsOf(bytesOf(file));
  if (metadata.format !== FORMAT || !READABLE.includes(metadata.version)) {
    throw new EngineError(
      'program',
      `The file says format '${metadata.format}', version '${metadata.version}'; it must be '${FORMAT}', version ` +
        `'${VERSION}', as saveProgram writes it. Weights of a network are loaded with @miniseg/model.`,
    );
  }
  const program = parse(metadata.program, (name) => {
    const tensor = tensors.get(name);
    if (!tensor)
      throw new EngineError('program', `The file lacks the tensor '${name}' that its program names.`);
    return toFloat32(tensor);
  });
  checkProgram(program);
  return program;
}

function bytesOf(file: Uint8Array | ArrayBuffer): Uint8Array {
  if (file instanceof Uint8Array) return file;
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  throw new EngineError(
    'program',
    `loadProgram takes the bytes of a file as a Uint8Array or an ArrayBuffer; it got ${String(file)}. Read a file or ` +
      'Blob first, for example new Uint8Array(await blob.arrayBuffer()).',
  );
}

function tensorsOf(bytes: Uint8Array): Checkpoint {
  try {
    return readSafetensors(bytes);
  } catch (cause) {
    throw new EngineError('program', `The file is no saved program: ${(cause as Error).message}`, { cause });
  }
}

function parse(json: string, read: (name: string) => Float32Array): Program {
  try {
    return JSON.parse(json, (_key, value) =>
      typeof value?.tensor === 'string' ? read(value.tensor) : value,
    ) as Program;
  } catch (error) {
    if (EngineError.isInstance(error)) throw error;
    throw new EngineError('program', 'The file holds no readable list of nodes.', { cause: error });
  }
}
