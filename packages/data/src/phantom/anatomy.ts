/** One patient: the sizes that vary from body to body, drawn once per seed. All lengths in millimeters. */
import type { Random } from '../random.js';

export interface Anatomy {
  /** From the lowest point of the lungs (z = 0) to their apex. */
  height: number;
  /** Half width and half depth of the rib cage's inside at its widest. */
  halfWidth: number;
  halfDepth: number;
  /** Subcutaneous fat at the side; the back and the front carry a share of it. */
  fat: number;
  muscle: number;
  heart: number;
  aorta: number;
  /** Distance from one rib to the next, the drop of a rib from back to front, and the phase of the first. */
  ribPitch: number;
  ribDrop: number;
  ribPhase: number;
  /** Peaks of the right and left half of the diaphragm. */
  domes: readonly [number, number];
  /** HU of aerated lung at the front; the back is denser. */
  lungHu: number;
  lungGradient: number;
  /** HU of blood and of soft tissue around the vessels. */
  bloodHu: number;
  /** Where the body lies on the couch. */
  shiftX: number;
  shiftY: number;
}

export function drawAnatomy(random: Random): Anatomy {
  const scale = random.uniform(0.92, 1.08);
  const height = random.uniform(235, 285) * scale;
  return {
    height,
    halfWidth: random.uniform(116, 138) * scale,
    halfDepth: random.uniform(94, 118) * scale,
    fat: random.uniform(6, 30),
    muscle: random.uniform(7, 15),
    heart: random.uniform(0.88, 1.12) * scale,
    aorta: random.uniform(11, 15) * scale,
    ribPitch: random.uniform(25, 30) * scale,
    ribDrop: random.uniform(105, 135) * scale,
    ribPhase: random.uniform(0, 1),
    domes: [random.uniform(55, 80), random.uniform(42, 65)],
    lungHu: random.uniform(-905, -855),
    lungGradient: random.uniform(25, 70),
    bloodHu: random.chance(0.3) ? random.uniform(110, 220) : random.uniform(35, 50),
    shiftX: random.uniform(-8, 8),
    shiftY: random.uniform(-8, 8),
  };
}
