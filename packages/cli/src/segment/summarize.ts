/** What the command says at its end. */
import type { SliceReport, VolumeReport } from '@miniseg/scan';

/** `12.3 mL marked, 4.50 % of the lungs, 0.80 % of the body`, as far as these are known. */
export function describeVolume({ voxels, milliliters, lungShare, bodyShare }: VolumeReport): string {
  return [
    milliliters === undefined ? `${voxels} voxels marked` : `${milliliters.toFixed(1)} mL marked`,
    ...(lungShare === undefined ? [] : [`${percent(lungShare)} of the lungs`]),
    ...(bodyShare === undefined ? [] : [`${percent(bodyShare)} of the body`]),
  ].join(', ');
}

export const describeSlice = ({ share }: SliceReport) => `${percent(share)} marked`;

/** How many of what: `2 slices`, `1 volume`, `3 slices and 2 volumes`. */
export function countResults(slices: number, volumes: number): string {
  const some = (count: number, what: string) =>
    count > 0 ? [`${count} ${what}${count > 1 ? 's' : ''}`] : [];
  return [...some(slices, 'slice'), ...some(volumes, 'volume')].join(' and ') || 'nothing';
}

/** Notes of all results, each once with the inputs that it is about, as lines; none without notes. */
export function listNotes(results: readonly { file: string; notes?: string[] }[]): string[] {
  const about = new Map<string, string[]>();
  for (const { file, notes = [] } of results) {
    for (const note of notes) about.set(note, [...(about.get(note) ?? []), file]);
  }
  const lines = [...about].map(([note, files]) => {
    const more =
      files.length > 2 ? ` and ${files.length - 1} more` : files.length === 2 ? `, ${files[1]}` : '';
    return `  ${files[0]}${more}: ${note}`;
  });
  return lines.length > 0 ? ['Notes:', ...lines] : [];
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
