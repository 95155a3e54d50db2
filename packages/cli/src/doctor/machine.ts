/** What this machine and this installation are, for a report of trouble. */
import os from 'node:os';
import { type WasmFeatures, wasmFeatures } from '@miniseg/backends';
import { enableWideVectors, type WideVectorsReport } from '@miniseg/engine/node';
import { versions } from '../version.js';

export interface Machine {
  versions: typeof versions;
  platform: string;
  processor: string;
  cores: number;
  memoryBytes: number;
  freeMemoryBytes: number;
  wasm: WasmFeatures;
  /** Vectors of 256 bits in the compiled engine. */
  wide: WideVectorsReport;
}

export async function describeMachine(): Promise<Machine> {
  return {
    versions,
    platform: `${os.platform()} ${os.release()} ${os.arch()}`,
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    freeMemoryBytes: os.freemem(),
    wasm: wasmFeatures(),
    wide: await enableWideVectors(),
  };
}
