/** How `miniseg zoo` is called. */
import { RIVALS } from '@miniseg/zoo';
import { type Command, Option } from 'commander';
import { zooCommand } from './zoo-command.js';

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
