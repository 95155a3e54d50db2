/** The paper's figures of pairs of volumes, and those that volumes have besides. */
import { LabelMetrics, type LesionCriterion, type PaperProtocol, type Shape } from '@miniseg/metrics';
import { startProgress } from '../progress/progress.js';
import { describeCase } from '../scores/describe-case.js';
import { type ScoreSet, scoreSet } from '../scores/score-set.js';
import type { Grid } from '../volumes/grid.js';
import type { CheckedVolumes } from './check-volumes.js';
import type { VolumePair } from './find-volumes.js';
import { type LabelBox, labelBoxes, maskInBox, widened } from './label-boxes.js';
import { readCase, type Side } from './read-case.js';
import type { VolumeClasses } from './volume-classes.js';
import { type VolumeFigures, volumeFigures } from './volume-figures.js';

export interface ScoreVolumesOptions {
  protocol: PaperProtocol;
  criterion: LesionCriterion;
  /** Of voxels whose files do not say it: slice, row, column. */
  spacing?: readonly number[];
}

export interface ScoredVolumes {
  result: ScoreSet;
  /** One for each case and scored label, in the order of the result's cases. */
  figures: VolumeFigures[];
}

/**
 * Reads and scores one pair after another; no more than one is in memory.
 *
 * @throws {CliError} for files that have changed since they were checked, MetricsError
 */
export async function scoreVolumes(
  { pairs, classes, reading }: Pick<CheckedVolumes, 'pairs' | 'classes' | 'reading'>,
  { protocol, criterion, spacing }: ScoreVolumesOptions,
): Promise<ScoredVolumes> {
  const { labels = [1] } = classes;
  const metrics = new LabelMetrics({ classes: classes.classes, labels, protocol, bootstrap: {} });
  const figures = new Map<number, VolumeFigures[]>(labels.map((label) => [label, []]));
  const progress = startProgress(pairs.length);
  try {
    for (const pair of pairs) {
      const { prediction, truth, grid, voxel } = await classesOf(pair, classes, reading);
      const steps = spacingOf(grid, spacing);
      const flat = grid.shape[0] === 1;
      const shape: Shape = flat ? [grid.shape[1], grid.shape[2]] : grid.shape;
      const { id } = pair;
      const inPlane = flat ? steps?.slice(1) : steps;
      const results = metrics.add({
        ...{ id, prediction, truth, shape },
        ...(inPlane ? { spacing: inPlane } : {}),
      });
      const boxes = labelBoxes(grid.shape, [prediction, truth]);
      const size = voxel ?? steps?.reduce((product, step) => product * step, 1);
      for (const label of labels) {
        const box = widened(boxes.get(label) ?? NOWHERE, grid.shape);
        const sides = box.end.map((end, axis) => end - box.start[axis]) as [number, number, number];
        const found = volumeFigures(
          {
            prediction: maskInBox(prediction, grid.shape, box, label),
            truth: maskInBox(truth, grid.shape, box, label),
            shape: flat ? [sides[1], sides[2]] : sides,
            spacing: inPlane,
            voxel: size,
          },
          criterion,
        );
        figures.get(label)?.push({ id, ...(labels.length > 1 ? { label } : {}), ...found });
      }
      progress.step(`${id}: ${describeCase(results)}`);
    }
  } finally {
    progress.stop();
  }
  return { result: scoreSet(metrics.result()), figures: [...figures.values()].flat() };
}

/** Of a label that neither side holds: one voxel of background. */
const NOWHERE: LabelBox = { start: [0, 0, 0], end: [1, 1, 1] };

/** Both sides as bytes, one class for each voxel. */
export async function classesOf(
  pair: VolumePair,
  { toClass }: Pick<VolumeClasses, 'toClass'>,
  reading: CheckedVolumes['reading'],
): Promise<{ prediction: Uint8Array; truth: Uint8Array; grid: Grid; voxel?: number }> {
  const { prediction, truth, grid, voxel } = await readCase(pair, reading);
  const bytes = ({ labels, values }: Side) => {
    const table = new Uint8Array((values.at(-1) ?? 0) + 1);
    for (const value of values) table[value] = toClass(value);
    if (labels instanceof Uint8Array && values.every((value) => table[value] === value)) return labels;
    return Uint8Array.from(labels, (value) => table[value]);
  };
  return {
    prediction: bytes(prediction),
    truth: bytes(truth),
    grid,
    ...(voxel === undefined ? {} : { voxel }),
  };
}

function spacingOf(
  { spacing, assumedSpacing }: Grid,
  given: readonly number[] | undefined,
): readonly number[] | undefined {
  return assumedSpacing?.some(Boolean) ? given : spacing;
}
