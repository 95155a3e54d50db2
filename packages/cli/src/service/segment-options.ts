/** The options of `miniseg segment`, for commands that run it on studies as they come. */
import { type Command, Option } from 'commander';

/** That a service sets itself. */
const OWN = ['out', 'overwrite', 'dicomSegWherePossible'];

/**
 * Adds the options of segment to a command. Values are checked as there, and kept as they were written.
 *
 * @param without Names of those that would have no effect.
 */
export function addSegmentOptions(command: Command, segment: Command, without: readonly string[] = []): void {
  for (const option of optionsOf(segment)) {
    if (without.includes(option.attributeName())) continue;
    const copy = new Option(option.flags, option.description);
    copy.mandatory = option.mandatory;
    if (option.argChoices) copy.choices(option.argChoices);
    else if (option.parseArg) {
      const { parseArg } = option;
      copy.argParser((value, before: string[] | string | undefined) => {
        // Options that may be given again collect lists.
        const collects = Array.isArray(parseArg(value, undefined));
        return collects ? [before ?? [], value].flat() : value;
      });
    }
    command.addOption(copy);
  }
}

/** The options that were given, as words for `miniseg segment`. */
export function segmentWords(command: Command, segment: Command): string[] {
  return optionsOf(segment).flatMap((option) => {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') return [];
    const value: unknown = command.getOptionValue(name);
    // Studies of all kinds come into a folder; segment itself refuses the option where there is no DICOM.
    const flag = name === 'dicomSeg' ? '--dicom-seg-where-possible' : (option.long as string);
    if (typeof value === 'boolean') return [flag];
    return (Array.isArray(value) ? value : [value]).flatMap((one) => [flag, String(one)]);
  });
}

const optionsOf = (segment: Command) =>
  segment.options.filter((option) => !OWN.includes(option.attributeName()));
