/** `miniseg doctor`: which backends work here, how right they are, and what cures those that do not. */
import type { BackendName } from '@miniseg/backends';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { diagnose } from '../doctor/diagnosis.js';
import { formatDiagnosis } from '../doctor/format-diagnosis.js';
import { CliError } from '../errors.js';

export interface DoctorOptions {
  backend?: BackendName[];
  train: boolean;
  repair: boolean;
  verbose: boolean;
  json: boolean;
}

export async function doctorCommand({ backend, train, repair, verbose, json }: DoctorOptions): Promise<void> {
  enableProdMode();
  const diagnosis = await diagnose({ only: backend, train, repair });
  process.stdout.write(
    json ? `${JSON.stringify(diagnosis, null, 2)}\n` : formatDiagnosis(diagnosis, verbose),
  );
  if (diagnosis.problems.length > 0) {
    throw new CliError('input', `MiniSeg does not work here: ${diagnosis.problems.join(' ')}`);
  }
}
