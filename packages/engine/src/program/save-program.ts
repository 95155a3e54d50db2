/** A program as one file: safetensors with the nodes as JSON in its metadata. */
import { fromFloat32, writeSafetensors } from '@miniseg/checkpoints/safetensors';
import { checkProgram } from './check-program.js';
import type { Program } from './program.js';

export const FORMAT = 'miniseg-program';
export const VERSION = '2';
/** Versions that can be read: 1 has fewer kinds of nodes. */
export const READABLE: readonly string[] = ['1', VERSION];

/**
 * @returns The file's bytes; `loadProgram` reads them, in a page without tfjs too.
 * @throws {EngineError} for a program that contradicts itself.
 * @example await writeFile('network.miniseg', saveProgram(await lowerModel(model)));
 */
export function saveProgram(program: Program): Uint8Array {
  checkProgram(program);
  const tensors = new Map<string, ReturnType<typeof fromFloat32>>();
  const json = JSON.stringify(program, (_key, value) => {
    if (!(value instanceof Float32Array)) return value;
    const tensor = `w${tensors.size}`;
    tensors.set(tensor, fromFloat32(value, [value.length]));
    return { tensor };
  });
  return writeSafetensors(tensors, { format: FORMAT, version: VERSION, program: json });
}
