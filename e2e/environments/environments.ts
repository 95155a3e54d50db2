/** Where the packages run. docs/environments.md has a row for each, with the same name. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { dicoms } from '../../packages/formats/src/fixtures/dicoms.js';

/** Each run of the tests asks these. */
export const QUICK = [
  'Node, ES modules',
  'Node, CommonJS',
  'esbuild',
  'Web worker',
  'Service worker',
  'Vite',
] as const;

/** With MINISEG_SLOW=1, as each has to be installed first. */
export const SLOW = [
  'Node 20.19',
  'Node 22.12',
  'Node 24',
  'Deno',
  'Bun',
  'Jest, ES modules',
  'Jest, CommonJS',
  'webpack 5',
  'Rollup',
  'Next',
] as const;

export type Environment = (typeof QUICK)[number] | (typeof SLOW)[number];

/** A file of 16 x 16 pixels, for which a decoder is loaded. */
export const SCAN = dicoms.jpegLs;

export const PROGRAMS = path.join(import.meta.dirname, 'programs');

export interface Answer {
  dice: number;
  png: number[];
  scan: number[];
  logits: number[];
  difference: number;
  workers: number[] | string;
}

/** @param printed What a program printed last is its answer, in JSON. */
export function answerOf(printed: string): Answer {
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

/** @param workers Words of the error where there are none. */
export function expectRight(answer: Answer, workers?: RegExp): void {
  expect(answer).toMatchObject({ png: [7, 200], scan: SCAN.values, logits: [1, 32, 32, 2] });
  // Per class 1, 2/3 and 2/3.
  expect(answer.dice).toBeCloseTo(7 / 9, 12);
  expect(answer.difference).toBeLessThan(1e-3);
  if (workers) expect(answer.workers).toMatch(workers);
  else expect(answer.workers).toEqual([1024, 1024]);
}

/** The names in the first column of the table. */
export function documented(): string[] {
  const table = readFileSync(path.join(import.meta.dirname, '../../docs/environments.md'), 'utf8');
  return [...table.matchAll(/^\| ([^|]+?) +\|/gm)]
    .map(([, name]) => name)
    .filter((name) => !/^(where|[-|]+)$/.test(name));
}
