/** What one label of a volume has besides the paper's figures: surfaces, volumes, and lesions one by one. */
import {
  averageSymmetricSurfaceDistance,
  hausdorff,
  type Lesion,
  type LesionCriterion,
  lesionMetrics,
  maskDistances,
  type Shape,
  type Unit,
} from '@miniseg/metrics';

/** Figures of one label in one volume. */
export interface VolumeFigures {
  id: string;
  /** The label, where several are scored. */
  label?: number;
  /** Undefined where a side has no foreground. */
  HD95: number | undefined;
  ASSD: number | undefined;
  /** Of HD95 and ASSD. */
  unit: Unit;
  /** In mL; undefined where voxels have no size. */
  truthMl: number | undefined;
  predictionMl: number | undefined;
  truthVoxels: number;
  predictionVoxels: number;
  /** Lesions of the truth, and how many of them were found. */
  truthLesions: number;
  foundLesions: number;
  missedLesions: number;
  /** Lesions of the prediction, and how many of them meet none of the truth. */
  predictedLesions: number;
  falseLesions: number;
  lesions: LesionRow[];
}

/** One connected part of a mask. */
export interface LesionRow {
  side: 'truth' | 'prediction';
  /** From 1, in the order of the voxels. */
  lesion: number;
  /** `found` and `missed` of the truth, `right` and `false` of the prediction. */
  result: 'found' | 'missed' | 'right' | 'false';
  voxels: number;
  mL: number | undefined;
  /** Share of it that lies in the other mask. */
  overlap: number;
  /** Best intersection over union with a lesion of the other mask. */
  IoU: number;
}

/** Two masks of 0 and 1, cut to what is in them, with the size of voxels. */
export interface MaskPairInBox {
  prediction: Uint8Array;
  truth: Uint8Array;
  /** Of a single slice two numbers. */
  shape: Shape;
  /** In mm, in the order of the shape; undefined where it is not known. */
  spacing?: readonly number[];
  /** Cubic millimeters of a voxel. */
  voxel?: number;
}

/** @throws {MetricsError} what the metrics throw */
export function volumeFigures(
  { prediction, truth, shape, spacing, voxel }: MaskPairInBox,
  criterion: LesionCriterion,
): Omit<VolumeFigures, 'id' | 'label'> {
  const geometry = { shape, ...(spacing ? { spacing } : {}) };
  const distances = maskDistances(prediction, truth, geometry);
  // Counted in voxels: their volume is that of the file, which need not be the product of its spacings.
  const lesions = lesionMetrics(prediction, truth, { shape, criterion });
  const milliliters = (voxels: number) => (voxel === undefined ? undefined : (voxels * voxel) / 1000);
  const rows = (side: LesionRow['side'], list: readonly Lesion[]): LesionRow[] =>
    list.map(({ component, size, overlap, iou, matched }) => ({
      side,
      lesion: component,
      result: side === 'truth' ? (matched ? 'found' : 'missed') : matched ? 'right' : 'false',
      voxels: size,
      mL: milliliters(size),
      overlap: overlap / size,
      IoU: iou,
    }));
  return {
    HD95: hausdorff(distances, { percentile: 95 }).value,
    ASSD: averageSymmetricSurfaceDistance(distances).value,
    unit: distances.unit,
    truthMl: milliliters(lesions.truthSize),
    predictionMl: milliliters(lesions.predictionSize),
    truthVoxels: lesions.truthSize,
    predictionVoxels: lesions.predictionSize,
    truthLesions: lesions.truthCount,
    foundLesions: lesions.detected,
    missedLesions: lesions.truthCount - lesions.detected,
    predictedLesions: lesions.predictionCount,
    falseLesions: lesions.falsePositives,
    lesions: [...rows('truth', lesions.truthLesions), ...rows('prediction', lesions.predictedLesions)],
  };
}
