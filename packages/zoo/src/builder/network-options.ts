/** What every network takes. */
import { checkOptions } from '../check-options.js';
import { ZooError } from '../errors.js';

/** What every encoder takes. */
export interface EncoderOptions {
  /** Channels of the input; a grey slice is replicated to 3. Default 3. */
  inputChannels?: number;
  /** Makes the initial weights and the dropout reproducible. Default: another draw each time. */
  seed?: number;
}

/** What every network takes. */
export interface NetworkOptions extends EncoderOptions {
  /** Classes, background included. Default 2. */
  classes?: number;
}

const ENCODER_OPTIONS = { inputChannels: 1, seed: 1 } as const;

/**
 * Options with every default filled in.
 *
 * @throws {ZooError} `invalid-argument` for an unknown option or a value out of range.
 */
export function resolveOptions(
  name: string,
  options: NetworkOptions,
  hasClasses: boolean,
): Required<Omit<NetworkOptions, 'seed'>> & { seed?: number } {
  if (hasClasses) checkOptions<NetworkOptions>(name, options, { classes: 1, ...ENCODER_OPTIONS });
  else checkOptions<EncoderOptions>(name, options, ENCODER_OPTIONS);
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
