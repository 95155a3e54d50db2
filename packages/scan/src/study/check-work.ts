import { check, checkOptions } from '../check-options.js';
import { checkCount, checkVolume } from '../check-values.js';
import { ScanError } from '../errors.js';

/** For {@link checkWork}. */
export interface WorkToCheck {
  /** [slices, rows, columns]. */
  shape: readonly [slices: number, rows: number, columns: number];
  /** A picture, and no slices of a volume. */
  picture: boolean;
  /** Side at which the network sees a slice; undefined for its own. */
  size?: number;
  /** Bytes of the input's files. */
  fileBytes: number;
  /** Of networks on a slice; default 1. */
  runs?: number;
  /** As it was asked for, in bytes: whoever says it knows that a picture is large. */
  maxMemory?: number;
  /** Millions of pixels that the network may work for; default: 16, or 40 pixels for each byte of the files. */
  maxWork?: number;
  /** How the user of a program can allow more, from the millions of pixels. Default: names `maxWork`. */
  cure?: (millions: number) => string;
}

const OPTIONS = {
  shape: 1,
  picture: 1,
  size: 1,
  fileBytes: 1,
  runs: 1,
  maxMemory: 1,
  maxWork: 1,
  cure: 1,
} as const;

/** What a slice costs besides its pixels, in pixels of the network: messages to workers, and its share of the report. */
const SLICE = 20_000;
/** A network is small beside a picture that is only decoded and written again. */
const OWN_PIXELS = 1 / 32;
/** A file of no more than a few kilobytes may make so much work, and one of many megabytes more. */
const LEAST = 16e6;
const PER_BYTE = 40;
/** Who says how much memory a picture may take knows that it is large. */
const LARGE_PICTURE = 1e9;

/**
 * How long an input may take, counted before it is segmented: small files can announce days of work.
 *
 * @throws {ScanError} `too-large` that names the work, the limit and the cure; `invalid-argument` for what is no size
 * @example
 * checkWork({ shape: study.slices.shape, picture: false, size: 256, fileBytes: bytes.length });
 */
export function checkWork(work: WorkToCheck): void {
  const { shape, picture, size, fileBytes, maxMemory, maxWork } = checkOptions('checkWork', work, OPTIONS);
  checkVolume({ shape: shape as [number, number, number] }, ['shape'], 'The input');
  checkCount(fileBytes, 'fileBytes', 0);
  check(typeof picture === 'boolean', 'picture', picture, 'it is true or false');
  if (size !== undefined) checkCount(size, 'size');
  for (const [name, limit] of Object.entries({ maxMemory, maxWork }))
    check(
      limit === undefined || (typeof limit === 'number' && limit > 0),
      name,
      limit,
      'it is a number above 0',
    );
  const { runs = 1, cure = (millions) => `If the file is to be trusted, pass maxWork ${millions}.` } = work;
  checkCount(runs, 'runs');
  check(
    typeof cure === 'function',
    'cure',
    cure,
    'it is a function of millions of pixels that gives a sentence',
  );
  const [slices, height, width] = shape;
  const seen = size === undefined ? Math.max(height, 16) * Math.max(width, 16) : size * size;
  const pixels = slices * (runs * (seen + SLICE) + OWN_PIXELS * height * width);
  const least = picture && maxMemory !== undefined ? LARGE_PICTURE : LEAST;
  const most = maxWork === undefined ? Math.max(least, PER_BYTE * fileBytes) : maxWork * 1e6;
  if (pixels <= most) return;
  const millions = (count: number) => Math.ceil(count / 1e6);
  throw new ScanError(
    'too-large',
    `It announces ${shape.join(' x ')} values, for which the network would work as for ${millions(pixels)} million pixels, and ` +
      `${millions(most)} million are allowed for a file of ${fileBytes} bytes. ${cure(millions(pixels))}`,
  );
}
