/** Values of options that are more than one number. */

import { InvalidArgumentError } from 'commander';
import { CliError } from '../errors.js';
import { MOST } from './limits.js';
import { parseWhole } from './numbers.js';

/** A side in pixels, or 'own'. */
export const parseSize = (text: string): number | 'own' =>
  text === 'own' ? text : parseWhole(16, MOST.side)(text);

/**
 * `0.7` for pixels or voxels of equal sides, `0.8,0.7` for rows 0.8 mm and columns 0.7 mm apart, `1.5,0.8,0.7` for slices, rows
 * and columns.
 */
export function parseSpacing(text: string): readonly number[] {
  const steps = text.split(',').map((step) => (step.trim() === '' ? Number.NaN : Number(step)));
  if (
    steps.length > 3 ||
    steps.some((step) => !Number.isFinite(step) || step <= 0 || step > MOST.millimeters)
  ) {
    throw new InvalidArgumentError(
      `It must be one positive number up to ${MOST.millimeters}, or two with a comma between (row,column), in mm per pixel with a decimal point; of volumes three (slice,row,column).`,
    );
  }
  return steps;
}

/** For each of the axes, 2 of slices or 3 of volumes. @throws {CliError} for steps of another number of axes */
export function spacingFor(axes: 2 | 3, given: readonly number[] | undefined): readonly number[] | undefined {
  if (given === undefined || given.length === axes) return given;
  if (given.length === 1) return Array.from({ length: axes }, () => given[0]);
  throw new CliError(
    'invalid-argument',
    `--spacing has ${given.length} numbers, and ${axes === 2 ? 'slices take row,column' : 'volumes take slice,row,column'}. ` +
      'Give one for each axis, or one for all.',
  );
}

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

/** `1,3`: folds by their numbers, each once. */
export function parseFolds(text: string): number[] {
  const folds = text.split(',').map((part) => (/^\s*[1-9]\d*\s*$/.test(part) ? Number(part) : Number.NaN));
  if (folds.some((fold) => !(fold <= MOST.folds)) || new Set(folds).size < folds.length) {
    throw new InvalidArgumentError(
      `It must be numbers from 1 to ${MOST.folds} with commas between, each once, for example 1,3.`,
    );
  }
  return folds;
}

/** `epochs=20` or `scales=[1,0.5]`: JSON where it is some, text otherwise. */
export function collectSetting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be key=value, for example epochs=20.');
  try {
    return { ...before, [key]: JSON.parse(value) };
  } catch {
    return { ...before, [key]: value };
  }
}
