/** Which values are black and white on the screen; the network always sees its own window. */
import { WINDOWS } from '@miniseg/data';
import type { GreyRange, StudyInfo } from '../shared/types.js';

export interface WindowPreset {
  name: string;
  range: GreyRange;
}

const NAMES = { lung: 'Lung', mediastinum: 'Soft tissue', bone: 'Bone' } as const;

/** Presets in Hounsfield units where the values are such; what the network sees comes first. */
export function windowPresets({
  hounsfield,
  range,
}: Pick<StudyInfo, 'hounsfield' | 'range'>): WindowPreset[] {
  if (!hounsfield) return [{ name: 'As the network sees', range }];
  const named = (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((key) => {
    const { center, width } = WINDOWS[key];
    return { name: NAMES[key], range: [center - width / 2, center + width / 2] as GreyRange };
  });
  const [first] = named;
  return first.range.join() === range.join() ? named : [{ name: 'As the network sees', range }, ...named];
}

/**
 * As radiology viewers do: to the right widens, downwards raises the center.
 *
 * @param by Share of the canvas's width and height.
 */
export function dragWindow(range: GreyRange, by: { x: number; y: number }, scale: number): GreyRange {
  const width = Math.max(scale / 1000, range[1] - range[0] + by.x * scale);
  const center = (range[0] + range[1]) / 2 + by.y * scale;
  return [center - width / 2, center + width / 2];
}
