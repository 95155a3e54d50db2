import { DataError } from '@miniseg/data';
import { FormatError } from '@miniseg/formats';
import { ScanError } from '@miniseg/scan';

/** Whether a file, or what it says, is to blame: an error of the readers, of the data set or of the scan's geometry. */
export function isInputError(cause: unknown): cause is DataError | FormatError | ScanError {
  return FormatError.isInstance(cause) || DataError.isInstance(cause) || ScanError.isInstance(cause);
}
