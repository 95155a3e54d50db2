/** Options that several commands have. */

import { Option } from 'commander';
import { MOST } from './limits.js';
import { parseBytes, parseNumber, parseWhole } from './numbers.js';
import { parseRemap } from './values.js';

/** Mean and standard deviation are in units of pixel / 255. */
export const meanOption = () =>
  new Option('--mean <number>', 'mean of the training pixels, in units of pixel / 255').argParser(
    parseNumber,
  );

export const stdOption = () =>
  new Option('--std <number>', 'standard deviation of the training pixels, in the same units').argParser(
    parseNumber,
  );

export const seedOption = () =>
  new Option('--seed <n>', 'the same seed gives the same result').argParser(parseWhole(0, MOST.seed));

/** Backends that compute gradients, in the order of preference. */
export const TRAINING_BACKENDS = ['wasm', 'node', 'node-gpu', 'webgpu', 'cpu'] as const;

export const trainingBackendOption = () =>
  new Option('--backend <name>', 'tfjs backend').choices(TRAINING_BACKENDS).default('wasm');

export const trainingThreadsOption = () =>
  new Option('--threads <n>', 'threads of the wasm backend; default: one for each core').argParser(
    parseWhole(1, MOST.threads),
  );

/** Against files whose header announces more than there is memory for. */
export const maxBytesOption = () =>
  new Option(
    '--max-bytes <size>',
    'bytes of pixels that one input may announce, such as 3G or 800M; default: 1G',
  ).argParser(parseBytes);

/** Of all that a command holds at once: files, pixels, the network's maps, results. */
export const maxMemoryOption = (refuses = 'files that need more are refused before they are read') =>
  new Option(
    '--max-memory <size>',
    `memory that the command may take, such as 2G or 800M; ${refuses}; default: 1G, more for files over 1 MB, at most 3/4 of the machine`,
  ).argParser(parseBytes);

export const overwriteOption = () => new Option('--overwrite', 'replace existing files').default(false);

export const remapOption = () =>
  new Option(
    '--remap <pairs>',
    'what the values stored in masks mean, as value=label, for example 255=1 or 1=1,2=1,3=0',
  ).argParser(parseRemap);

/** The user's word for a download of weights. */
export const allowDownloadOption = () =>
  new Option(
    '--allow-download',
    'fetch weights that have an address and are not on this machine; otherwise a terminal asks',
  ).default(false);
