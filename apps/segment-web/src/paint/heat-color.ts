/** Colors of probabilities: viridis, whose brightness rises evenly and which every color vision can read. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

/** @param value 0..255 */
export function heatColor(value: number): [number, number, number] {
  const place = (value / 255) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(place));
  const share = place - low;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(STOPS[low][channel] * (1 - share) + STOPS[low + 1][channel] * share);
  return [mix(0), mix(1), mix(2)];
}
