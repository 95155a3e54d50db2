/** Which generated slices are held out: the last ones, as no two phantoms have anything in common. */
import { CliError } from '../../errors.js';

export function phantomSplit(
  ids: readonly string[],
  { validationShare }: { validationShare: number },
): { training: string[]; validation: string[] } {
  const held = Math.max(1, Math.round(ids.length * validationShare));
  if (held >= ids.length) {
    throw new CliError(
      'invalid-argument',
      `${ids.length} phantoms with a validationShare of ${validationShare} leave none to train on. Generate more.`,
    );
  }
  return { training: ids.slice(0, ids.length - held), validation: ids.slice(ids.length - held) };
}
