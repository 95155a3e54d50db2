/** Results as JSON. */
import { MetricsError } from './errors.js';

/**
 * `JSON.stringify` for results: an undefined figure is `null` instead of missing, and NaN or Infinity, which JSON
 * would turn into `null` without a word, throw. Typed arrays become arrays. Ends with a newline.
 *
 * @throws {MetricsError} `not-finite`
 *
 * @example
 * toJson({ DSC: 0.5, HD: undefined }, 0); // '{"DSC":0.5,"HD":null}\n'
 */
export function toJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(
    value,
    (key, item) => {
      if (item === undefined) return null;
      if (typeof item === 'number' && !Number.isFinite(item)) {
        throw new MetricsError('not-finite', `${key || 'The value'} is ${item}. JSON has no such number.`);
      }
      return ArrayBuffer.isView(item) ? Array.from(item as Float64Array) : item;
    },
    indent,
  );
  return `${text}\n`;
}
