/** `miniseg weights`: weights that have a name, from this package or from elsewhere. */
import { readFile } from 'node:fs/promises';
import { weightsFolder } from '@miniseg/model/files';
import {
  findPretrained,
  PRETRAINED,
  type PretrainedWeights,
  pretrainedBytes,
  storeKey,
} from '@miniseg/model/pretrained';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { sha256 } from '../files/sha256.js';
import { fetchedWeights, keptWeights, placeOf } from '../network/fetched-weights.js';
import { confirm } from '../progress/confirm.js';
import { alignColumns } from '../text/align-columns.js';
import { printJson, printLines } from '../text/output.js';

interface PullOptions {
  acceptLicense?: string;
  overwrite: boolean;
}

export function addWeightsCommands(program: Command): void {
  const weights = program.command('weights').description('list, fetch and find weights by their names');
  weights
    .command('list')
    .description('the weights that have a name: license, size, and whether they are on this machine')
    .option('--json', 'everything as JSON', false)
    .action(listCommand);
  weights
    .command('pull')
    .description('fetch weights from their makers, check them and keep them for all later calls')
    .argument(
      '<weights>',
      "a name of 'miniseg weights list', or an https address, which may end in #sha256=<hash>",
    )
    .option('--accept-license <id>', 'agree to the license of the weights, such as CC-BY-NC-SA-4.0')
    .option('--overwrite', 'fetch again what is kept', false)
    .addHelpText(
      'after',
      `
Fetched weights are kept in $XDG_CACHE_HOME/miniseg/weights, or the system's folder for caches, and are used from there
without a network; their hash is checked each time.

Examples:
  $ miniseg weights pull released-ct100-fold1 --accept-license CC-BY-NC-SA-4.0
  $ miniseg segment slices/ --weights released-ct100-fold1 --out results
  $ miniseg convert released-ct100-fold1 fold1.safetensors`,
    )
    .action(pullCommand);
  weights
    .command('path')
    .description('print the path of the file of weights that are on this machine')
    .argument('<weights>', 'a name, or an address that was fetched before')
    .action(pathCommand);
}

async function listCommand(options: { json: boolean }): Promise<void> {
  const all = await Promise.all(PRETRAINED.map(async (entry) => ({ ...entry, where: await whereIs(entry) })));
  if (options.json) {
    printJson(all);
    return;
  }
  const size = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  const rows = all.map(({ name, license, bytes, where }) => [name, license, size(bytes), where]);
  const lines = alignColumns([['name', 'license', 'size', 'where'], ...rows]);
  const titles = [...new Set(all.map(({ title }) => title.replace(/of fold \d$/, 'of the fold')))];
  printLines([...lines, '', ...titles.map((title) => `${title}.`)]);
}

async function whereIs(entry: PretrainedWeights): Promise<string> {
  if (entry.url === undefined) return 'in this package';
  const kept = await weightsFolder().read(storeKey(entry));
  if (kept === undefined) return 'not fetched';
  return sha256(kept) === entry.sha256 ? 'fetched' : 'damaged';
}

/** @throws {CliError} or ModelError; nothing is kept of a download that is not what it should be */
async function pullCommand(given: string, options: PullOptions): Promise<void> {
  if (/^https?:\/\//i.test(given)) return pullAddress(given, options);
  const entry = findPretrained(given);
  const { name, title, license, agreement, card, url } = entry;
  const where = await whereIs(entry);
  if (url === undefined) {
    refuse(options, `'${name}' comes with this package`);
    printLines([`${title}.`, `There is nothing to fetch: '${name}' comes with this package.`]);
    return;
  }
  if (where === 'fetched' && !options.overwrite) {
    printLines([`'${name}' is here already: ${weightsFolder().pathOf(storeKey(entry))}`]);
    return;
  }
  printLines([`${title}.`, `License: ${license}. ${agreement ?? ''}`, `Model card: ${card}`, `From: ${url}`]);
  if (agreement !== undefined && options.acceptLicense !== license) {
    if (options.acceptLicense !== undefined || !(await confirm('Do you agree to the license?'))) {
      throw new CliError(
        'invalid-argument',
        `'${name}' is for those who agree to its license. Pass --accept-license ${license} if you do` +
          `${options.acceptLicense === undefined ? '' : `; it was '${options.acceptLicense}'`}.`,
      );
    }
  }
  const store = weightsFolder();
  await pretrainedBytes(entry, {
    store,
    allowDownload: true,
    acceptLicense: license,
    again: options.overwrite,
  });
  printLines([`Kept in ${store.pathOf(storeKey(entry))}`]);
}

async function pullAddress(given: string, options: PullOptions): Promise<void> {
  if (options.acceptLicense !== undefined) {
    throw new CliError(
      'invalid-argument',
      '--accept-license is for weights that have a name: the license of an address is not known here. Leave it out.',
    );
  }
  if (options.overwrite || !(await keptWeights(given))) await fetchedWeights(given);
  const { key, file } = placeOf(given);
  printLines([`Kept in ${weightsFolder().pathOf(`${key}/${file}`)}`]);
}

function refuse({ acceptLicense, overwrite }: PullOptions, because: string): void {
  const idle = acceptLicense !== undefined ? '--accept-license' : overwrite ? '--overwrite' : undefined;
  if (idle === undefined) return;
  throw new CliError('invalid-argument', `${idle} has no effect, as ${because}. Leave it out.`);
}

async function pathCommand(given: string): Promise<void> {
  const store = weightsFolder();
  if (/^https?:\/\//i.test(given)) {
    const { key, file } = placeOf(given);
    if (!(await keptWeights(given))) throw notHere(given);
    printLines([store.pathOf(`${key}/${file}`)]);
    return;
  }
  const entry = findPretrained(given);
  const file = store.pathOf(storeKey(entry));
  // The package has its weights inside its code: other programs get a copy.
  if (entry.url === undefined) await materialize(entry, file);
  else if ((await whereIs(entry)) !== 'fetched') throw notHere(given);
  printLines([file]);
}

async function materialize(entry: PretrainedWeights, file: string): Promise<void> {
  const there = await readFile(file).catch(() => undefined);
  if (there && sha256(there) === entry.sha256) return;
  await weightsFolder().write(storeKey(entry), await pretrainedBytes(entry));
}

const notHere = (given: string) =>
  new CliError('input', `'${given}' is not on this machine. 'miniseg weights pull ${given}' fetches it.`);
