/** Values of the options of `miniseg data`. */
import { InvalidArgumentError } from 'commander';

/** `255=1` or `1=1,2=1,3=0`; 0 stays 0 unless it is named. */
export function parseRemap(text: string): Record<number, number> {
  const pairs = text.split(',').map((pair) => /^\s*(\d+)\s*=\s*(\d+)\s*$/.exec(pair));
  if (pairs.some((pair) => pair === null || Number(pair[1]) > 65535 || Number(pair[2]) > 255)) {
    throw new InvalidArgumentError(
      'It must be stored=label pairs with commas between, labels up to 255 (for example 255=1).',
    );
  }
  return { 0: 0, ...Object.fromEntries(pairs.map((pair) => [Number(pair?.[1]), Number(pair?.[2])])) };
}

/** A share between 0 and 1, both excluded. */
export function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1)) {
    throw new InvalidArgumentError('It must be a number between 0 and 1, for example 0.4.');
  }
  return value;
}

/** Whole numbers within limits. */
export const parseBetween = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  }
  return value;
};
