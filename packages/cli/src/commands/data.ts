/** `miniseg data`: one file for each of its subcommands. */
import type { Command } from 'commander';
import { addCheckCommand } from './data/check.js';
import { addConvertCommand } from './data/convert.js';
import { addPhantomCommand } from './data/phantom.js';
import { addPreviewCommand } from './data/preview.js';
import { addSplitCommand } from './data/split.js';
import { addStatsCommand } from './data/stats.js';

const SUBCOMMANDS = [
  addCheckCommand,
  addSplitCommand,
  addStatsCommand,
  addPreviewCommand,
  addConvertCommand,
  addPhantomCommand,
];

export function addDataCommands(program: Command): void {
  const data = program.command('data').description('check, split, measure, show, convert and make data sets');
  for (const add of SUBCOMMANDS) add(data);
}
