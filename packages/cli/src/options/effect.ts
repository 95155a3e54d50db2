/** Options that would do nothing in a call are refused: each command has one table of them. */
import type { Command } from 'commander';
import { CliError } from '../errors.js';

/** What was given in a call: names as the program has them, and as the user writes them (`--allow-missing`). */
export type Given = ReadonlyMap<string, string>;

export interface EffectRule {
  /** Names of options, arguments or settings. */
  of: readonly string[];
  /** Whether they do nothing in this call. */
  idle: boolean;
  /** Why: goes on after the option's name, as in `--fold chooses in a file of splits`. */
  says: string;
  /** What to do if the option is meant, after "Leave it out, or". */
  or?: string;
}

/** The options on the command line, also those that are as by default, and the arguments. */
export function givenIn(command: Command): Given {
  const options = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => [option.attributeName(), option.long ?? option.flags] as const);
  const values = command.registeredArguments
    .map((argument, index) => [argument.name(), command.processedArgs[index]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => [name, `<${name}>`] as const);
  return new Map([...options, ...values]);
}

/** Of `--allow-download`. */
export const downloadRule = (fetched: boolean): EffectRule => ({
  of: ['allowDownload'],
  idle: !fetched,
  says: 'is for weights that have an address, and these are here',
});

/** @throws {CliError} `invalid-argument` for the first of the given names that a rule says does nothing */
export function refuseIdle(given: Given, rules: readonly EffectRule[]): void {
  for (const { of, idle, says, or } of rules) {
    const name = idle ? of.find((each) => given.has(each)) : undefined;
    if (name !== undefined) {
      throw new CliError(
        'invalid-argument',
        `${given.get(name)} ${says}, so that it has no effect. Leave it out${or ? `, or ${or}` : ''}.`,
      );
    }
  }
}
