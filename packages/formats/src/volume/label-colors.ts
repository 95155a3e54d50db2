export type Color = [number, number, number];

// Okabe and Ito's colors, which people with any color vision can tell apart; red first, as lesions are shown.
const COLORS: Color[] = [
  [230, 57, 70],
  [86, 180, 233],
  [240, 228, 66],
  [0, 158, 115],
  [230, 159, 0],
  [204, 121, 167],
  [0, 114, 178],
];

/** The color of a label; black for 0, and the colors come round again after the seventh. */
export function labelColor(label: number, colors: readonly Color[] = COLORS): Color {
  return label === 0 ? [0, 0, 0] : colors[(label - 1) % colors.length];
}
