/** Which labels of volumes are scored, by what both sides hold. */
import { CliError } from '../errors.js';

/** What is scored: one foreground, or each of several labels against the rest. */
export interface VolumeClasses {
  /** Of the confusion matrix. */
  classes: number;
  /** The labels that are scored; undefined where all but 0 is one foreground. */
  labels?: number[];
  /** Stored label to class. */
  toClass(value: number): number;
  remarks: string[];
}

/** White, as pictures and some programs mark foreground. */
const isUsual = (value: number) => value === 1 || value === 255 || value === 65_535;
/** Classes are bytes. */
const MOST = 255;

/**
 * @param predicted labels of all predictions together, `actual` those of all truths
 * @param label the only one that is scored
 * @throws {CliError} `input` where no label is common to both sides, and for a label that none holds
 */
export function volumeClasses(
  predicted: ReadonlySet<number>,
  actual: ReadonlySet<number>,
  label: number | undefined,
): VolumeClasses {
  const [found, real] = [foreground(predicted), foreground(actual)];
  const sides = [
    ['predictions', found],
    ['truths', real],
  ] as const;
  if (label !== undefined) {
    const remarks = sides
      .filter(([, values]) => !values.includes(label))
      .map(([side, values]) => `None of the ${side} holds label ${label}; they hold ${list(values)}.`);
    if (remarks.length === 2) {
      throw new CliError('input', `${remarks.join(' ')} Choose one of these with --label.`);
    }
    return { classes: 2, toClass: (value) => (value === label ? 1 : 0), remarks };
  }
  const all = [...new Set([...found, ...real])].sort((a, b) => a - b);
  const binary = found.length <= 1 && real.length <= 1 && (all.length <= 1 || all.every(isUsual));
  if (binary) return { classes: 2, toClass: (value) => (value === 0 ? 0 : 1), remarks: [] };
  if (found.length > 0 && real.length > 0 && !found.some((value) => real.includes(value))) {
    throw new CliError(
      'input',
      `The predictions hold ${list(found)}, the truths ${list(real)}: no label is common to both. Say what they mean with ` +
        `--remap, for example --remap ${found[0]}=1,${real[0]}=1.`,
    );
  }
  const largest = all.at(-1) as number;
  if (largest > MOST) {
    throw new CliError(
      'input',
      `The volumes hold the label ${largest}, and labels up to ${MOST} can be scored together. Pass --label <n> for one of ` +
        'them, or other numbers with --remap.',
    );
  }
  return {
    classes: largest + 1,
    labels: all,
    toClass: (value) => value,
    remarks: sides.flatMap(([side, values], index) => {
      const lacking = all.filter((value) => !values.includes(value));
      const other = sides[1 - index][0];
      return lacking.length > 0 ? [`Only the ${other} hold ${list(lacking)}, and none of the ${side}.`] : [];
    }),
  };
}

const foreground = (values: ReadonlySet<number>) =>
  [...values].filter((value) => value !== 0).sort((a, b) => a - b);

function list(values: readonly number[]): string {
  const most = 6;
  if (values.length === 0) return '0 alone';
  const word = values.length === 1 ? 'label' : 'labels';
  const more = values.length > most ? ` and ${values.length - most} more` : '';
  return `the ${word} ${values.slice(0, most).join(', ')}${more}`;
}
