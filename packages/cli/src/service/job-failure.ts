/** Why a job could not be done, and whether it makes sense to try it again. */
import { DicomWebError } from '@miniseg/dicomweb';
import { CliError } from '../errors.js';
import type { Ended } from './run-miniseg.js';

export class JobFailure extends Error {
  /** Another try would end in the same way. */
  readonly final: boolean;

  constructor(message: string, final: boolean, options?: ErrorOptions) {
    super(message, options);
    this.final = final;
  }
}

/** Of a process that was ended from outside, such as for want of memory, or that broke: it may be the machine. */
const TRIES = 3;
const FULL = /ENOSPC|EDQUOT|no space left|disk quota/i;
/** Of an archive that does not have what is asked for, or does not let us have it, whenever it is asked. */
const GONE = [400, 403, 404, 406, 410];

export const isFullDisk = (reason: string): boolean => FULL.test(reason);

/** Of a command. */
export function failureOf({ reason, failed }: Ended, attempts: number): JobFailure {
  if (isFullDisk(reason) || failed === 'output') return new JobFailure(reason, false);
  if (failed === 'input' || failed === 'invalid-argument' || failed === 'timeout')
    return new JobFailure(reason, true);
  return new JobFailure(reason, attempts >= TRIES);
}

/** Of anything that was thrown while a job was done. */
export function asFailure(error: unknown): JobFailure {
  if (error instanceof JobFailure) return error;
  const { message } = error as Error;
  return new JobFailure(message, isFinal(error), { cause: error });
}

function isFinal(error: unknown): boolean {
  if (DicomWebError.isInstance(error)) {
    if (error.code === 'http') return GONE.includes(error.status ?? 0);
    return error.code !== 'network';
  }
  return CliError.isInstance(error) && (error.code === 'input' || error.code === 'invalid-argument');
}
