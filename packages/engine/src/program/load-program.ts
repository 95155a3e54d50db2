/** Reads what `saveProgram` wrote. */
import {
  type Checkpoint,
  type FileBytes,
  fileBytes,
  readSafetensors,
  toFloat32,
} from '@miniseg/checkpoints/safetensors';
import { EngineError } from '../errors.js';
import { checkProgram } from './check-program.js';
import type { Program } from './program.js';
import { FORMAT, READABLE, VERSION } from './save-program.js';

/**
 * @param file Its bytes: what `readFile` or `response.arrayBuffer()` gives; of a Blob or File a promise is returned.
 * @throws {EngineError} for a file that holds no program, one of another version, or one that contradicts itself.
 * @example const engine = await Engine.create(loadProgram(await response.arrayBuffer()));
 */
export function loadProgram(file: FileBytes): Program;
export function loadProgram(file: Blob): Promise<Program>;
export function loadProgram(file: FileBytes | Blob): Program | Promise<Program> {
  const bytes = fileBytes(file as unknown);
  if (bytes === undefined) {
    throw new EngineError(
      'program',
      `loadProgram takes the bytes of a file, an ArrayBuffer or a Blob; it got ${String(file)}.`,
    );
  }
  return bytes instanceof Uint8Array ? programOf(bytes) : bytes.then(programOf);
}

function programOf(bytes: Uint8Array): Program {
  const { tensors, metadata } = tensorsOf(bytes);
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
  try {
    checkProgram(program);
  } catch (error) {
    if (EngineError.isInstance(error)) throw error;
    // A node lacks a part that its op has, or the part is of another type.
    throw new EngineError('program', `A node of the program is incomplete: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  return program;
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
