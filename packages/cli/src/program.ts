/** The command line: every command is a file of its own. */
import { Command } from 'commander';
import { addConvertCommand } from './commands/convert.js';
import { addCrossvalCommand } from './commands/crossval.js';
import { addDataCommands } from './commands/data.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEvaluateCommand } from './commands/evaluate.js';
import { addInfoCommand } from './commands/info.js';
import { addSegmentCommand } from './commands/segment-options.js';
import { addTrainCommand } from './commands/train.js';
import { addZooCommand } from './commands/zoo.js';
import { DISCLAIMER, versions } from './version.js';

const COMMANDS = [
  addSegmentCommand,
  addEvaluateCommand,
  addInfoCommand,
  addConvertCommand,
  addDataCommands,
  addDoctorCommand,
  addTrainCommand,
  addCrossvalCommand,
  addZooCommand,
];

export function createProgram(): Command {
  const program = new Command('miniseg')
    .description(`Mark COVID-19 infection in chest CT slices with MiniSeg.\n${DISCLAIMER}`)
    .version(versions.miniseg)
    .showHelpAfterError('(run with --help for the options)');
  for (const add of COMMANDS) add(program);
  return program;
}
