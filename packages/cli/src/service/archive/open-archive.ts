import { DicomWebClient } from '@miniseg/dicomweb';
import { CliError } from '../../errors.js';

/** Bearer token for archives, from the environment: words of a command line are seen by everybody on a machine. */
export const archiveToken = (): string | undefined => process.env.MINISEG_DICOMWEB_TOKEN || undefined;

/**
 * @param what Begins the message.
 * @throws {CliError} `invalid-argument` for what is no address
 */
export function openArchive(what: string, baseUrl: string, signal?: AbortSignal): DicomWebClient {
  try {
    return new DicomWebClient({ baseUrl, token: archiveToken(), signal });
  } catch (cause) {
    throw new CliError('invalid-argument', `${what}: ${(cause as Error).message}`, { cause });
  }
}
