/** `miniseg doctor`: which backends work here, how right they are, and what cures those that do not. */

import { type BackendName, ORDER } from '@miniseg/backends';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { type Command, Option } from 'commander';
import { diagnose } from '../doctor/diagnosis.js';
import { formatDiagnosis } from '../doctor/format-diagnosis.js';
import { CliError } from '../errors.js';
import { givenIn, refuseIdle } from '../options/effect.js';
import { printJson, printLines } from '../text/output.js';

interface DoctorOptions {
  backend?: BackendName[];
  train: boolean;
  repair: boolean;
  verbose: boolean;
  json: boolean;
}

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'say which backends work on this machine, how right they are, and what cures those that do not',
    )
    .addOption(new Option('--backend <names...>', 'examine only these').choices([...ORDER.node]))
    .option('--train', 'check for training: gradients count, and wasm gets its training kernels', false)
    .option('--no-repair', 'show tfjs as it is, without the repairs of @miniseg/backends')
    .option('--verbose', 'list every op with its largest error', false)
    .option('--json', 'print everything as JSON', false)
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

async function doctorCommand(options: DoctorOptions, command: Command): Promise<void> {
  refuseIdle(givenIn(command), [
    { of: ['verbose'], idle: options.json, says: 'is for the text, and --json holds every op' },
  ]);
  enableProdMode();
  const diagnosis = await diagnose({ ...options, only: options.backend });
  if (options.json) printJson(diagnosis);
  else printLines(formatDiagnosis(diagnosis, options.verbose).trimEnd().split('\n'));
  if (diagnosis.problems.length > 0) {
    throw new CliError('input', `MiniSeg does not work here: ${diagnosis.problems.join(' ')}`);
  }
}
