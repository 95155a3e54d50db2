/** What every network takes. */
import { ZooError } from '../errors.js';

export interface EncoderOptions {
  /** Channels of the input; a grey slice is replicated to 3. Default 3. */
  inputChannels?: number;
  /** Makes the initial weights and the dropout reproducible. Default: another draw each time. */
  seed?: number;
}

export interface NetworkOptions extends EncoderOptions {
  /** Classes, background included. Default 2. */
  classes?: number;
}

const KNOWN = ['classes', 'inputChannels', 'seed'];

/**
 * Options with every default filled in.
 *
 * @throws {ZooError} `option` for an unknown option or a value out of range.
 */
export function resolveOptions(
  name: string,
  options: NetworkOptions,
  hasClasses: boolean,
): Required<Omit<NetworkOptions, 'seed'>> & { seed?: number } {
  const known = hasClasses ? KNOWN : KNOWN.slice(1);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new ZooError('invalid-argument', `${name} has no option '${key}'; it takes ${known.join(', ')}.`);
  }
  const { classes = 2, inputChannels = 3, seed } = options;
  const whole = (value: number, what: string, least: number) => {
    if (Number.isSafeInteger(value) && value >= least) return;
    throw new ZooError(
      'invalid-argument',
      `${what} of ${name} is ${value}; it must be a whole number of at least ${least}.`,
    );
  };
  whole(classes, 'classes', 1);
  whole(inputChannels, 'inputChannels', 1);
  if (seed !== undefined) whole(seed, 'seed', 0);
  return { classes, inputChannels, ...(seed === undefined ? {} : { seed }) };
}
