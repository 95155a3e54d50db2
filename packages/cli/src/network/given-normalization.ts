/** The normalization that --mean and --std give, for every command that takes them. */
import type { Normalization } from '@miniseg/model';
import { CliError } from '../errors.js';

/** @throws {CliError} when only one of the two is given, or when they are of another unit. */
export function givenNormalization({ mean, std }: Partial<Normalization>): Normalization | undefined {
  if (mean !== undefined && std !== undefined) {
    checkUnit({ mean, std });
    return { mean, std };
  }
  if (mean === undefined && std === undefined) return undefined;
  throw new CliError('invalid-argument', '--mean and --std belong together; give both or neither.');
}

/** Those of pixels from 0 to 255 would give empty masks, and no word why. */
function checkUnit({ mean, std }: Normalization): void {
  if (mean >= 0 && mean <= 1 && std <= 1) return;
  throw new CliError(
    'invalid-argument',
    `--mean is ${mean} and --std is ${std}; in units of pixel / 255 both are from 0 to 1. Divide those of pixels from 0 to ` +
      '255 by 255.',
  );
}
