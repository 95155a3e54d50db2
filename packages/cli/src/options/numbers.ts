/** Numbers as values of options: all of the text is one, and it is within limits. */
import { InvalidArgumentError } from 'commander';

type Parse = (text: string) => number;

function parser(says: string, holds: (value: number) => boolean): Parse {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && holds(value)) return value;
    throw new InvalidArgumentError(`It must be ${says}.`);
  };
}

/** Whole numbers with a bound above all use: beyond, a run would only end for want of memory or time. */
export const parseWhole = (low: number, high: number): Parse =>
  parser(
    `a whole number of at least ${low} and at most ${high}`,
    (value) => Number.isSafeInteger(value) && value >= low && value <= high,
  );

export const parseBetween = (low: number, high: number): Parse =>
  parser(
    `a whole number from ${low} to ${high}`,
    (value) => Number.isSafeInteger(value) && value >= low && value <= high,
  );

export const parseNumber: Parse = parser('a number', () => true);

/** Bytes, or K, M and G for 1024 of the one before. */
export const parseBytes: Parse = (text) => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([kmg]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit?.toLowerCase()));
  if (Number.isSafeInteger(bytes) && bytes >= 1) return bytes;
  throw new InvalidArgumentError('It must be a number of bytes, such as 4294967296, 4G or 800M.');
};

export const parsePositive: Parse = parser('a positive number', (value) => value > 0);

/** Between 0 and 1, both excluded. */
export const parseShare: Parse = parser(
  'a number between 0 and 1, for example 0.4',
  (value) => value > 0 && value < 1,
);

/** Above 0, and at most 1. */
export const parsePart: Parse = parser(
  'a number above 0 and at most 1, for example 0.5',
  (value) => value > 0 && value <= 1,
);
