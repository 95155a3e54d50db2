/** Names of PyTorch modules, under which a layer's weights are found in state dicts. */

/**
 * One name: of a convolution alone. Two or three: of the convolution, of the batch normalization behind it, and of the
 * slopes of the PReLU behind that.
 */
export type LayerNames = string | readonly [conv: string, norm: string, slopes?: string];

/**
 * Three modules in a row, as PyTorch's Sequential numbers them: a convolution, its normalization, its activation.
 *
 * @example sequence('Conv1.conv', 3); // ['Conv1.conv.3', 'Conv1.conv.4', 'Conv1.conv.5']
 */
export function sequence(prefix: string, first = 0): readonly [string, string, string] {
  return [`${prefix}.${first}`, `${prefix}.${first + 1}`, `${prefix}.${first + 2}`];
}
