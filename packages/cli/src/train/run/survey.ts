/** One look at every slice before training: labels, normalization, class shares. */
import { DatasetStatistics } from '@miniseg/data';
import { IGNORED_LABEL } from '../../dataset/ignored-label.js';
import type { SliceStore } from '../../dataset/slice-store.js';
import { CliError } from '../../errors.js';
import { nameSome } from '../../text/name-some.js';

export interface Survey {
  /** Of the training slices, in units of pixel / 255. */
  mean: number;
  std: number;
  /** Pixels of each class in the training slices. */
  classPixels: number[];
}

/**
 * @param onSlice told of every slice that was read
 * @throws {CliError} for labels that are no class, with the slices; for masks whose foreground is 255, which would be
 *   ignored; for training slices without any foreground
 */
export async function surveySlices(
  store: SliceStore,
  {
    training,
    validation,
    classes,
  }: { training: readonly string[]; validation: readonly string[]; classes: number },
  onSlice: (id: string) => void = () => {},
): Promise<Survey> {
  const statistics = new DatasetStatistics();
  const foreign = new Map<number, string[]>();
  let ignored = false;
  for (const [side, ids] of Object.entries({ training, validation })) {
    for (const id of ids) {
      const { grey, labels } = await store.get(id);
      for (const label of new Set(labels)) {
        if (label === IGNORED_LABEL) ignored = true;
        else if (label >= classes) foreign.set(label, [...(foreign.get(label) ?? []), id]);
      }
      if (side === 'training') statistics.add(grey, labels);
      onSlice(id);
    }
  }
  if (foreign.size > 0) {
    const [[label, ids]] = foreign;
    const known = Array.from({ length: classes - 1 }, (_, n) => `${n + 1}=${n + 1}`);
    const remap = [...known, ...[...foreign.keys()].map((other) => `${other}=1`)].join(',');
    throw new CliError(
      'input',
      `${ids.length === 1 ? '1 mask holds' : `${ids.length} masks hold`} the label ${label}: ${nameSome(ids)}. There are ${classes} classes, 0 to ${classes - 1}; 255 ` +
        `is ignored. Say what ${label} means: --remap ${remap} counts it as infection, --set network.classes=` +
        `${Math.max(...foreign.keys()) + 1} makes it a class of its own.`,
    );
  }
  const { mean, std, classPixels } = statistics.result();
  const counts = Array.from({ length: classes }, (_, label) => classPixels[label] ?? 0);
  if (counts.slice(1).every((count) => count === 0)) {
    throw new CliError(
      'input',
      ignored
        ? 'The masks hold 0 and 255 alone, and 255 is ignored in training. If it means infection, pass --remap 255=1.'
        : `None of the ${training.length} training masks marks a single pixel. Are these the right masks?`,
    );
  }
  if (!(std > 0)) {
    throw new CliError(
      'input',
      'Every training slice is of one single grey value. Are these the right images?',
    );
  }
  return { mean, std, classPixels: counts };
}
