/** `miniseg zoo`: the left half of the paper's table III, counted from the networks themselves. */

import { useBackend } from '@miniseg/backends';
import {
  countMacs,
  countParameters,
  countToolFlops,
  countTrainingBytes,
  network,
  RIVALS,
  type Rival,
} from '@miniseg/zoo';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { type Command, Option } from 'commander';
import { millisecondsOf } from '../network/milliseconds-of.js';
import { printJson, printLines } from '../text/output.js';
import { whole } from '../text/whole.js';

interface ZooOptions {
  /** Only these. */
  network?: string[];
  /** False leaves the time out, which takes minutes for the whole table. */
  time: boolean;
  json: boolean;
}

interface Row {
  title: string;
  network: string;
  parameters: number;
  printedParameters: string;
  flops: number;
  printedFlops: string;
  macs: number;
  trainingBytes: number;
  milliseconds?: number;
}

const IMAGE = [1, 512, 512, 3];

export function addZooCommand(program: Command): void {
  program
    .command('zoo')
    .description(
      "list the 26 rivals of the paper's table III with their counts, and their time on this machine",
    )
    .addOption(new Option('--network <names...>', 'only these').choices(RIVALS.map(({ network }) => network)))
    .option('--no-time', 'without the time of one image, which takes minutes for all of them')
    .option('--json', 'everything as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  $ miniseg zoo --no-time
  $ miniseg zoo --network enet espnetv2
  $ miniseg train --network enet --data ct100 --out runs/enet`,
    )
    .action(zooCommand);
}

async function zooCommand({ network: only, time, json }: ZooOptions): Promise<void> {
  enableProdMode();
  await useBackend('wasm');
  const chosen = RIVALS.filter((rival) => only === undefined || only.includes(rival.network));
  const rows: Row[] = [];
  if (!json) printLines([line(HEAD)]);
  for (const rival of chosen) {
    const row = await examine(rival, time);
    rows.push(row);
    if (!json) printLines([line(cells(row))]);
  }
  if (json) printJson(rows);
  else printLines(NOTES.trimEnd().split('\n'));
}

async function examine({ title, network: name, parameters, flops }: Rival, time: boolean): Promise<Row> {
  const model = network(name, { seed: 0 });
  const row = {
    title,
    network: name,
    parameters: countParameters(model),
    printedParameters: parameters,
    flops: countToolFlops(model, IMAGE),
    printedFlops: flops,
    macs: countMacs(model, IMAGE),
    trainingBytes: countTrainingBytes(model, IMAGE),
    ...(time ? { milliseconds: await millisecondsOf(model, IMAGE) } : {}),
  };
  model.dispose();
  return row;
}

const HEAD = ['network', 'name', 'parameters', 'printed', 'FLOPs', 'printed', 'MACs', 'step', 'time'];
const WIDTHS = [16, 21, 11, 8, 10, 8, 10, 9, 10];

function cells(row: Row): string[] {
  const giga = (value: number) => `${(value / 1e9).toFixed(2)}G`;
  return [
    row.title,
    row.network,
    whole(row.parameters),
    row.printedParameters,
    giga(row.flops),
    row.printedFlops,
    giga(row.macs),
    `${(row.trainingBytes / 1e9).toFixed(2)} GB`,
    row.milliseconds === undefined ? '-' : `${whole(Math.round(row.milliseconds))} ms`,
  ];
}

function line(columns: readonly string[]): string {
  const padded = columns.map((text, i) => (i < 2 ? text.padEnd(WIDTHS[i]) : text.padStart(WIDTHS[i])));
  return padded.join(' ').trimEnd();
}

const NOTES = `
parameters, printed: in units of 1.024e6 (M), 1e6 (MobileNetv3) or 1e3 (K)
FLOPs: as the tool of the paper counts them; MACs: multiply-accumulates of convolutions and linear layers; 512x512 pixels
step: least memory of a training step on one such image: maps, weights, gradients, Adam's moments
time: of one such image on this machine, tfjs on wasm; the shorter of two runs
The classification networks (MobileNet, MobileNetv2, ShuffleNet, ShuffleNetv2) are the encoders alone, as the table has them.
`;
