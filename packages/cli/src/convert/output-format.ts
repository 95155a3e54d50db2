/** What `miniseg convert` writes, from --to or from the output's name. */
import path from 'node:path';
import { CliError } from '../errors.js';

export const OUTPUT_FORMATS = ['safetensors', 'onnx', 'tfjs'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** @throws {CliError} when neither says it, or the two contradict each other. */
export function outputFormat(to: string, chosen?: OutputFormat): OutputFormat {
  const named = formatOfName(to);
  if (chosen === undefined) {
    if (named !== undefined) return named;
    throw new CliError(
      'invalid-argument',
      `'${to}' names no format that can be written: end it in .safetensors (PyTorch names and layout) or .onnx, or ` +
        'name a folder for a tfjs model (model.json and weights.bin).',
    );
  }
  // A name without a suffix is a folder only as long as nothing else is asked for.
  if (named !== undefined && named !== chosen && path.extname(to) !== '') {
    throw new CliError(
      'invalid-argument',
      `--to ${chosen} and the name '${to}' contradict each other; change one of them.`,
    );
  }
  return chosen;
}

function formatOfName(to: string): OutputFormat | undefined {
  const suffix = path.extname(to);
  if (suffix === '.safetensors' || suffix === '.onnx') return suffix.slice(1) as OutputFormat;
  return suffix === '' || path.basename(to) === 'model.json' ? 'tfjs' : undefined;
}
