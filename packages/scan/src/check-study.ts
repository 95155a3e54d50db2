/** Checks of studies that callers pass; apart from those of values, which studies are made with. */
import { check } from './check-options.js';
import { isList } from './check-values.js';
import type { Study } from './study/study.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const STUDY: Partial<Record<keyof Study, (value: unknown) => boolean>> = {
  kind: (value) => typeof value === 'string',
  grid: (value) => isObject(value) && isList(value.shape, 3) && isList(value.spacing, 3),
  slices: (value) => isObject(value) && isList(value.shape, 3) && typeof value.slice === 'function',
  view: (value) => isObject(value) && typeof value.restore === 'function',
  grey: (value) => isObject(value) && isList(value.range, 2),
  notes: Array.isArray,
};

/** @throws {ScanError} `invalid-argument` unless the study has these parts, as `readStudy` makes them. */
export function checkStudy(study: Partial<Study>, parts: readonly (keyof typeof STUDY)[]): void {
  for (const part of parts) {
    check(STUDY[part]?.(study?.[part]), `${part} of the study`, study?.[part], 'give what readStudy returns');
  }
}
