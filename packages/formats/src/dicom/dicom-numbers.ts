import type { DataSet } from 'dicom-parser';
import { FormatError } from '../errors.js';

// A decimal comma can be nothing else in a DS value, and some systems write one.
const DECIMAL = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+(\.0*)?$/;

/**
 * The numbers of a text element (DS, IS), read whole: where any part of the text is no number, nothing is guessed.
 *
 * @param count how many there must be
 * @returns Undefined where the element is absent or empty.
 * @throws {FormatError} `corrupt`, naming the attribute and what it holds
 */
export function textNumbers(
  dataSet: DataSet | undefined,
  tag: string,
  name: string,
  count: number,
  kind: 'decimal' | 'integer' = 'decimal',
): number[] | undefined {
  const text = dataSet?.string(tag);
  if (dataSet === undefined || text === undefined || text.replaceAll('\\', '').trim() === '')
    return undefined;
  const parts = text.split('\\').map((part) => part.trim());
  const pattern = kind === 'decimal' ? DECIMAL : INTEGER;
  if (parts.length !== count || !parts.every((part) => pattern.test(part))) {
    const what = kind === 'decimal' ? 'decimal' : 'whole';
    throw new FormatError(
      'corrupt',
      `The DICOM file's ${name} (${tag.slice(1, 5)},${tag.slice(5)}) is '${text}'; it must be ${count === 1 ? `one ${what} number` : `${count} ${what} numbers`}. Correct or remove it first.`,
    );
  }
  return parts.map((part) => Number(part.replace(',', '.')));
}

/** The first value of a text element as one number. */
export function textNumber(
  dataSet: DataSet | undefined,
  tag: string,
  name: string,
  kind: 'decimal' | 'integer' = 'decimal',
): number | undefined {
  return textNumbers(dataSet, tag, name, 1, kind)?.[0];
}
