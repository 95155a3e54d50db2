/** The command line: every command is a file of its own, which is loaded when it is called. */
import { Command } from 'commander';
import { tellLines } from './text/output.js';
import { DISCLAIMER, versions } from './version.js';

type Add = (program: Command) => void;

const segment = async (): Promise<Add> => (await import('./commands/segment-options.js')).addSegmentCommand;

/** For commands that take over the options of segment. */
function onSegment(load: () => Promise<(program: Command, segment: Command) => void>): () => Promise<Add> {
  return async () => {
    const [add, addSegmentCommand] = await Promise.all([load(), segment()]);
    return (program) => {
      const other = new Command();
      addSegmentCommand(other);
      add(program, other.commands[0]);
    };
  };
}

/** By name, in the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  segment,
  evaluate: async () => (await import('./commands/evaluate.js')).addEvaluateCommand,
  info: async () => (await import('./commands/info.js')).addInfoCommand,
  convert: async () => (await import('./commands/convert.js')).addConvertCommand,
  data: async () => (await import('./commands/data.js')).addDataCommands,
  doctor: async () => (await import('./commands/doctor.js')).addDoctorCommand,
  train: async () => (await import('./commands/train.js')).addTrainCommand,
  pretrain: async () => (await import('./commands/pretrain.js')).addPretrainCommand,
  recipe: async () => (await import('./commands/recipe.js')).addRecipeCommand,
  crossval: async () => (await import('./commands/crossval.js')).addCrossvalCommand,
  weights: async () => (await import('./commands/weights.js')).addWeightsCommands,
  benchmark: async () => (await import('./commands/benchmark.js')).addBenchmarkCommand,
  zoo: async () => (await import('./commands/zoo.js')).addZooCommand,
  watch: onSegment(async () => (await import('./commands/watch.js')).addWatchCommand),
  archive: onSegment(async () => (await import('./commands/archive.js')).addArchiveCommands),
  worker: async () => (await import('./commands/worker.js')).addWorkerCommand,
  queue: onSegment(async () => (await import('./commands/queue.js')).addQueueCommands),
  serve: onSegment(async () => (await import('./commands/serve.js')).addServeCommand),
};

/** Commander repeats words of the command line, which may be names of files. Its own line is the guess behind them. */
function quoteWords(command: Command): void {
  command.configureOutput({
    outputError: (text) => tellLines(text.trimEnd().split(/\n(?=\(Did you mean [^\n]*\)$)/)),
  });
  for (const inner of command.commands) quoteWords(inner);
}

/** Words that need no command. */
const ALONE = ['--version', '-V'];

/** @param word The first of the command line: without a command of that name all are there, to be listed and guessed at. */
export async function createProgram(word: string | undefined): Promise<Command> {
  const program = new Command('miniseg')
    .description(
      `Mark COVID-19 infection in chest CT slices with MiniSeg.\n${DISCLAIMER}\n\n"The paper" is https://arxiv.org/abs/2004.09750. ` +
        'The network comes in two sizes: aaai, the smaller one, which its authors released, and paper, the one of that article.',
    )
    .version(versions.miniseg)
    .showHelpAfterError('(run with --help for the options)');
  for (const add of await Promise.all(wanted(word).map((load) => load()))) add(program);
  quoteWords(program);
  return program;
}

function wanted(word = ''): (() => Promise<Add>)[] {
  if (Object.hasOwn(COMMANDS, word)) return [COMMANDS[word]];
  return ALONE.includes(word) ? [] : Object.values(COMMANDS);
}
