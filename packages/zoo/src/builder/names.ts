/** Names of PyTorch modules, under which a layer's weights are found in state dicts. */
import { check } from '../check-options.js';

/**
 * One name: of a convolution alone. Two or three: of the convolution, of the batch normalization behind it, and of the
 * slopes of the PReLU behind that.
 */
export type LayerNames = string | readonly [conv: string, norm: string, slopes?: string];

/**
 * Three modules in a row, as PyTorch's Sequential numbers them: a convolution, its normalization, its activation.
 *
 * @throws {ZooError} `invalid-argument` for a prefix that is no text, and a place that is no number.
 * @example sequence('Conv1.conv', 3); // ['Conv1.conv.3', 'Conv1.conv.4', 'Conv1.conv.5']
 */
export function sequence(prefix: string, first = 0): readonly [string, string, string] {
  check(typeof prefix === 'string', 'prefix', prefix, 'it is text');
  check(Number.isInteger(first) && first >= 0, 'first', first, 'it is a whole number of at least 0');
  return [`${prefix}.${first}`, `${prefix}.${first + 1}`, `${prefix}.${first + 2}`];
}
