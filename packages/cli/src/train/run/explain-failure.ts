/** What to do about a run that failed, where the error itself cannot know. */
import { TrainError, type TrainErrorCode } from '@miniseg/train';
import { CliError } from '../../errors.js';
import { nameSome } from '../../text/name-some.js';

const FULL = ['ENOSPC', 'EDQUOT'];

interface FailedRun {
  out: string;
  /** Ids of the training slices, as the trainer counts them. */
  training: readonly string[];
}

/** @returns The error as the user of the command is to read it; most are the same. */
export function explainFailure(error: unknown, { out, training }: FailedRun): unknown {
  const { code, diagnosis } = TrainError.isInstance(error) ? error : {};
  if (code === 'storage' || isFullDisk(error)) {
    // The trainer's own words tell a program what to do.
    const { message } = (code === 'storage' ? ((error as Error).cause ?? error) : error) as Error;
    return new CliError(
      'output',
      `${sentence(message)} What was saved in '${out}' before is as it was: make room, or mend what hinders writing, and ` +
        'give the same command again to continue.',
      { cause: error },
    );
  }
  const cure: Partial<Record<TrainErrorCode, string>> = {
    diverged: `Here: a lower --learning-rate. The slices of that step are ${nameSome((diagnosis?.indices ?? []).map((index) => training[index]))}.`,
    memory: 'Here that is --batch-size, --size or --backend.',
    corrupt: `Here: another folder with --out, or --force, which removes what is in '${out}'.`,
  };
  if (code === undefined || cure[code] === undefined) return error;
  return new CliError('input', `${(error as Error).message} ${cure[code]}`, { cause: error });
}

/** The system's word may lie under errors that name the file. */
function isFullDisk(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return FULL.includes(code as string) || isFullDisk(cause);
}

const sentence = (text: string) => (text.endsWith('.') ? text : `${text}.`);
