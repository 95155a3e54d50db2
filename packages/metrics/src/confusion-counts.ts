/** Confusion counts: integers that every overlap score is computed from. */
import { check, checkOptions } from './check-options.js';
import { MetricsError } from './errors.js';
import { checkSameLength, integerLabels, type LabelArray } from './labels.js';

/** Options of `confusion` and `ConfusionCounts`. */
export interface ConfusionOptions {
  /** Number of classes, at least 2. Labels are 0 to classes - 1. */
  classes: number;
  /** A label of the truth whose pixels are left out (counted in `ignored`), often 255. Default: none. */
  ignore?: number;
}

/** Counts of one class against all others. */
export interface ClassCounts {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}

/** @throws {MetricsError} `invalid-argument` unless this has the parts of counts, of this copy of the package or another */
export function checkCounts(counts: ConfusionCounts): void {
  const isCounts = typeof counts?.of === 'function' && ArrayBuffer.isView(counts.matrix);
  check(isCounts, 'The counts', counts, 'they are what confusion(prediction, truth, { classes }) returns');
}

/** What `toJSON` gives: plain data for a file, a message to another thread, or `ConfusionCounts.from`. */
export interface ConfusionJson extends ConfusionOptions {
  matrix: number[];
  ignored: number;
}

// Below this many pixels at once a 32-bit table cannot overflow.
const CHUNK = 2 ** 31;

/**
 * A confusion matrix that grows by images and merges with others: `matrix[truth * classes + prediction]` pixels.
 * Counts are integers in float64, exact up to 2^53 (`overflow` is thrown beyond).
 *
 * @example
 * const counts = new ConfusionCounts({ classes: 2 });
 * counts.add([0, 1, 1], [0, 1, 0]).add([1], [1]);
 * counts.of(1); // { tp: 2, fp: 1, fn: 0, tn: 1 }
 */
export class ConfusionCounts {
  readonly classes: number;
  readonly ignore: number | undefined;
  /** Rows are truths, columns predictions. */
  readonly matrix: Float64Array;
  /** Pixels left out because the truth is the ignore label. */
  ignored = 0;

  /** @throws {MetricsError} `invalid-argument` */
  constructor(options: ConfusionOptions) {
    const { classes, ignore } = checkOptions('ConfusionCounts', options, { classes: 1, ignore: 1 });
    if (!Number.isInteger(classes) || classes < 2) {
      throw new MetricsError(
        'invalid-argument',
        `classes is ${classes}. It must be an integer of at least 2; count the background as a class.`,
      );
    }
    if (ignore !== undefined && !Number.isInteger(ignore)) {
      throw new MetricsError(
        'invalid-argument',
        `ignore is ${ignore}. It must be an integer label, or left out.`,
      );
    }
    this.classes = classes;
    this.ignore = ignore;
    this.matrix = new Float64Array(classes * classes);
  }

  /**
   * Counts one image (or any stretch of pixels).
   *
   * @throws {MetricsError} `shape-mismatch`, `nan`, `not-integer` or `label-range`; nothing is counted then
   */
  add(prediction: LabelArray, truth: LabelArray): this {
    checkSameLength(prediction, truth);
    const p = integerLabels(prediction, 'prediction');
    const t = integerLabels(truth, 'truth');
    const sum = new Float64Array(this.matrix.length);
    let ignored = 0;
    for (let start = 0; start < t.length; start += CHUNK) {
      const table = new Uint32Array(sum.length);
      ignored += this.#count(p, t, start, Math.min(start + CHUNK, t.length), table);
      for (let i = 0; i < table.length; i++) sum[i] += table[i];
    }
    return this.#accumulate(sum, ignored);
  }

  /** Adds the counts of another part of the data, for instance of another worker. */
  merge(other: ConfusionCounts): this {
    checkCounts(other);
    if (other.classes !== this.classes || other.ignore !== this.ignore) {
      throw new MetricsError(
        'invalid-argument',
        `Counts of ${other.classes} classes (ignore ${other.ignore}) cannot be merged into counts of ${this.classes} ` +
          `classes (ignore ${this.ignore}). Create both with the same options.`,
      );
    }
    return this.#accumulate(other.matrix, other.ignored);
  }

  /** One class against the rest. */
  of(label: number): ClassCounts {
    const { classes, matrix } = this;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new MetricsError(
        'label-range',
        `Class ${label} does not exist. Classes are 0 to ${classes - 1}.`,
      );
    }
    let predicted = 0;
    let actual = 0;
    for (let other = 0; other < classes; other++) {
      predicted += matrix[other * classes + label];
      actual += matrix[label * classes + other];
    }
    const tp = matrix[label * classes + label];
    return { tp, fp: predicted - tp, fn: actual - tp, tn: this.total - predicted - actual + tp };
  }

  /** Pixels counted, without the ignored ones. */
  get total(): number {
    return this.matrix.reduce((sum, count) => sum + count, 0);
  }

  toJSON(): ConfusionJson {
    const { classes, ignore, ignored } = this;
    return { classes, ...(ignore === undefined ? {} : { ignore }), ignored, matrix: [...this.matrix] };
  }

  /** Rebuilds counts from `toJSON` data, or from a matrix computed elsewhere (row-major, rows are truths). */
  static from(json: Omit<ConfusionJson, 'ignored'> & { ignored?: number }) {
    checkOptions('ConfusionCounts.from', json, { classes: 1, ignore: 1, matrix: 1, ignored: 1 });
    const { matrix, ignored = 0, ...options } = json;
    check(
      Array.isArray(matrix) || ArrayBuffer.isView(matrix),
      'The matrix',
      matrix,
      'it is an array of counts',
    );
    const counts = new ConfusionCounts(options);
    const wrong = [...matrix, ignored].find((count) => !Number.isInteger(count) || count < 0);
    if (matrix.length !== counts.matrix.length || wrong !== undefined) {
      throw new MetricsError(
        'invalid-argument',
        wrong === undefined
          ? `The matrix has ${matrix.length} entries. ${options.classes} classes need ${counts.matrix.length}.`
          : `The matrix holds ${wrong}. Counts must be integers of at least 0.`,
      );
    }
    return counts.#accumulate(Float64Array.from(matrix), ignored);
  }

  #count(
    p: Uint8Array | Int32Array,
    t: Uint8Array | Int32Array,
    start: number,
    end: number,
    table: Uint32Array,
  ) {
    const { classes } = this;
    // A label that no array holds where none is ignored: comparing with undefined would slow the loop.
    const ignore = this.ignore ?? -(2 ** 31) - 1;
    let ignored = 0;
    for (let i = start; i < end; i++) {
      const actual = t[i];
      if (actual === ignore) {
        ignored++;
        continue;
      }
      const predicted = p[i];
      if (actual < 0 || actual >= classes) throw this.#outOfRange('truth', actual, i);
      if (predicted < 0 || predicted >= classes) throw this.#outOfRange('prediction', predicted, i);
      table[actual * classes + predicted]++;
    }
    return ignored;
  }

  #accumulate(matrix: Float64Array, ignored: number): this {
    const total = matrix.reduce((sum, count) => sum + count, this.total + this.ignored + ignored);
    if (total > Number.MAX_SAFE_INTEGER) {
      throw new MetricsError(
        'overflow',
        `More than ${Number.MAX_SAFE_INTEGER} pixels would be counted, beyond which float64 is not exact. ` +
          'Score the parts separately.',
      );
    }
    for (let i = 0; i < matrix.length; i++) this.matrix[i] += matrix[i];
    this.ignored += ignored;
    return this;
  }

  #outOfRange(what: string, value: number, index: number): MetricsError {
    const cure =
      what === 'truth'
        ? `raise classes, map the labels (a mask of 0 and 255 needs 255 -> 1), or pass ignore: ${value}`
        : 'raise classes, or map the labels (a mask of 0 and 255 needs 255 -> 1)';
    return new MetricsError(
      'label-range',
      `${what}[${index}] is ${value}. With ${this.classes} classes, labels are 0 to ${this.classes - 1}: ${cure}.`,
    );
  }
}
