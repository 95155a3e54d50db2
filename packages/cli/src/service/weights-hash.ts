/** What weights a job is to be done with: machines may have others under the same path. */
import { identityOf } from '../network/identity.js';
import { openWeights } from '../network/weights-source.js';
import type { JobWeights } from '../queue/job.js';
import { JobFailure } from './job-failure.js';

/** @throws {CliError} as `openWeights` */
export async function hashWeights(given: string, allowDownload: boolean): Promise<JobWeights> {
  return { given, sha256: identityOf(await openWeights(given, { allowDownload })).sha256 };
}

/** Rejects with JobFailure where this machine has no such weights, or others. */
export async function checkWeights(weights: readonly JobWeights[], allowDownload: boolean): Promise<void> {
  for (const { given, sha256 } of weights) {
    const found = await hashWeights(given, allowDownload).catch((cause: Error) => {
      throw new JobFailure(`on this machine, ${cause.message}`, false, { cause });
    });
    if (found.sha256 !== sha256) {
      throw new JobFailure(
        `the weights '${given}' are not those that the job was submitted with: put the same file there on every machine`,
        false,
      );
    }
  }
}
