import type { StudyInfo } from '../shared/types.js';

export function voxelMilliliters({ spacing }: Pick<StudyInfo, 'spacing'>): number {
  return (spacing[0] * spacing[1] * spacing[2]) / 1000;
}
