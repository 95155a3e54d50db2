/** The option by which a network looks at each slice more than once. */
import { type TestTimeAugmentation, ttaRuns } from '@miniseg/engine';
import { Option } from 'commander';

export const ttaOption = () =>
  new Option(
    '--tta <views>',
    `average several views of each slice: flips (its 4 mirror images, ${ttaRuns('flips')} times the time), or multiscale (these at ` +
      `0.75, 1 and 1.25 times the size: ${ttaRuns('multiscale')} runs, about 12.5 times the time)`,
  ).choices(['flips', 'multiscale']);

/** Several files: each `--weights` adds one. */
export const weightsOption = (says: string) =>
  new Option(
    '--weights <file>',
    `${says}; given several times, the probabilities of all networks are averaged, each of which takes its own time`,
  ).argParser((file: string, before: string[] | undefined) => [...(before ?? []), file]);

/** How often a slice is run, in a line for people; none where it is once. */
export function describeRuns(networks: number, tta: TestTimeAugmentation | undefined): string[] {
  const runs = networks * ttaRuns(tta);
  if (runs === 1) return [];
  const of = networks > 1 ? ` of ${networks} networks` : '';
  return [`Each slice is the mean of ${runs} runs${of}${tta ? ` (--tta ${tta})` : ''}.`];
}
