import { check } from '../check-options.js';
import type { ScanInput } from './scan-input.js';

/** @throws {ScanError} `invalid-argument` for what has no files */
export function checkFiles(files: ScanInput['files'] | undefined): void {
  const areFiles =
    Array.isArray(files) && files.length > 0 && files.every((file) => typeof file?.bytes === 'function');
  check(
    areFiles,
    'files of the input',
    files,
    'they are a list of files with { name, size, beginning, bytes }',
  );
}
