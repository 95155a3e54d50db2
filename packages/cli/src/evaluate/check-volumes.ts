/** What can be told about pairs of volumes before any is scored: each is read once, and not kept. */
import { realpath } from 'node:fs/promises';
import { CliError } from '../errors.js';
import { readable } from '../files/readable.js';
import { startProgress } from '../progress/progress.js';
import { nameSome } from '../text/name-some.js';
import type { VolumePair } from './find-volumes.js';
import { type ReadCaseOptions, readCase } from './read-case.js';
import { plainPair, withNumbers } from './structure-numbers.js';
import { type VolumeClasses, volumeClasses } from './volume-classes.js';

export interface CheckVolumesOptions extends ReadCaseOptions {
  label?: number;
  /** Of voxels whose files do not say it: slice, row, column. */
  spacing?: readonly number[];
  allowFailures: boolean;
}

export interface CheckedVolumes {
  pairs: VolumePair[];
  /** Pairs that cannot be scored; `error` says why. */
  failed: { id: string; error: string }[];
  classes: VolumeClasses;
  /** Names of labels, where they have some. */
  names?: Map<number, string>;
  /** Whether voxels have a size, of the file or as given. */
  inMillimeters: boolean;
  /** How the cases are to be read again. */
  reading: ReadCaseOptions;
  remarks: string[];
}

/** @throws {CliError} `input` that names each pair that cannot be scored */
export async function checkVolumes(
  given: readonly VolumePair[],
  { label, spacing, allowFailures, ...reading }: CheckVolumesOptions,
): Promise<CheckedVolumes> {
  const found = await withNumbers(given.map(plainPair));
  const options = { ...reading, ...(found.numbers ? { numbers: found.numbers } : {}) };
  const values = { prediction: new Set<number>(), truth: new Set<number>() };
  const sized: string[] = [];
  const unsized: string[] = [];
  const remarks = new Set<string>(found.remarks);
  const failed: { id: string; error: CliError }[] = [];
  const pairs: VolumePair[] = [];
  const progress = startProgress(given.length);
  try {
    for (const pair of found.pairs) {
      try {
        await refuseSame(pair);
        const { prediction, truth, grid, notes } = await readCase(pair, options);
        for (const value of prediction.values) values.prediction.add(value);
        for (const value of truth.values) values.truth.add(value);
        (grid.assumedSpacing?.some(Boolean) ? unsized : sized).push(pair.id);
        for (const note of notes) remarks.add(note);
        pairs.push(pair);
        progress.step(`${pair.id}: ${grid.shape.join(' x ')} voxels`);
      } catch (cause) {
        if (!CliError.isInstance(cause)) throw cause;
        failed.push({ id: pair.id, error: cause });
        progress.step(`${pair.id}: failed`);
      }
    }
  } finally {
    progress.stop();
  }
  if (failed.length > 0 && (!allowFailures || pairs.length === 0)) throw joined(failed, pairs.length);
  checkSizes(sized, unsized, spacing);
  const classes = volumeClasses(values.prediction, values.truth, label);
  return {
    pairs,
    failed: failed.map(({ id, error }) => ({ id, error: error.lines.join(' ') })),
    classes,
    ...(found.names ? { names: found.names } : {}),
    inMillimeters: unsized.length === 0 || spacing !== undefined,
    reading: options,
    remarks: [...remarks, ...classes.remarks],
  };
}

async function refuseSame({ prediction, truth }: VolumePair): Promise<void> {
  const [one, two] = [
    await readable(`'${prediction.path}'`, realpath(prediction.path)),
    await readable(`'${truth.path}'`, realpath(truth.path)),
  ];
  if (one === two) {
    throw new CliError(
      'input',
      `'${prediction.path}' is given as prediction and as truth. Give two folders, or two files.`,
    );
  }
}

function joined(failed: readonly { id: string; error: CliError }[], others: number): CliError {
  const cure = others > 0 ? ` Pass --allow-missing to score the other ${others}.` : '';
  if (failed.length === 1) {
    const [{ error }] = failed;
    const [first, ...more] = error.lines;
    return new CliError('input', first + cure, { more: more.map((line) => line.trim()), cause: error });
  }
  return new CliError(
    'input',
    `${failed.length} of ${failed.length + others} pairs cannot be scored.${cure}`,
    {
      more: failed.flatMap(({ error }) => error.lines),
    },
  );
}

/** Lengths in millimeters and in voxels have no mean. */
function checkSizes(
  sized: readonly string[],
  unsized: readonly string[],
  spacing: readonly number[] | undefined,
): void {
  if (spacing !== undefined && unsized.length === 0) {
    throw new CliError(
      'invalid-argument',
      '--spacing is for files that do not say how large their voxels are, and all of these say it, so that it has no effect. ' +
        'Leave it out.',
    );
  }
  if (spacing === undefined && sized.length > 0 && unsized.length > 0) {
    throw new CliError(
      'input',
      `The files of ${nameSome(unsized)} do not say how large voxels are, and those of ${nameSome(sized)} do. Say it with ` +
        '--spacing <slice,row,column>, in mm, or score them apart.',
    );
  }
}
