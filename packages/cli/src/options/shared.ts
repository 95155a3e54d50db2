/** Options that several commands have. */
import { Option } from 'commander';
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
  new Option('--seed <n>', 'the same seed gives the same result').argParser(parseWhole(0));

/** Against files whose header announces more than there is memory for. */
export const maxBytesOption = () =>
  new Option(
    '--max-bytes <size>',
    'bytes of pixels that one input may announce, such as 3G or 800M; default: 1G',
  ).argParser(parseBytes);

export const overwriteOption = () => new Option('--overwrite', 'replace existing files').default(false);

export const remapOption = () =>
  new Option(
    '--remap <pairs>',
    'what the values stored in masks mean, as value=label, for example 255=1 or 1=1,2=1,3=0',
  ).argParser(parseRemap);
