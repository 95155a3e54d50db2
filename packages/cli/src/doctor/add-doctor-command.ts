/** How `miniseg doctor` is called. */
import { ORDER } from '@miniseg/backends';
import { type Command, Option } from 'commander';
import { doctorCommand } from '../commands/doctor.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'say which backends work on this machine, how right they are, and what cures those that do not',
    )
    .addOption(new Option('--backend <names...>', 'examine only these').choices([...ORDER.node]))
    .option('--train', 'for training: gradients count, and wasm gets its training kernels', false)
    .option('--no-repair', 'show tfjs as it is, without the repairs of @miniseg/backends')
    .option('--verbose', 'list every op with its largest error', false)
    .option('--json', 'everything as JSON', false)
    .addHelpText(
      'after',
      `
The exit code is 0 when the backend that would be chosen computes MiniSeg's ops rightly, and 1 otherwise.

Examples:
  $ miniseg doctor
  $ miniseg doctor --train --verbose
  $ miniseg doctor --backend wasm --json`,
    )
    .action(doctorCommand);
}
