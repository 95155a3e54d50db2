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
  /** Where the heart lies beside its usual place, and how far it is turned, in turns. */
  heartX: number;
  heartY: number;
  heartTurn: number;
  /** Factor on the width of what lies between heart and spine. */
  recess: number;
  /** How far a breast stands out from the chest; 0 for none. */
  breast: number;
  /** Whether the arms lie beside the body. */
  arms: boolean;
  /** How far outlines waver. */
  waver: number;
  /** Depth of the oblique fissure at half of the lungs' height, and its way backwards for each millimeter upwards. */
  fissureY: number;
  fissureSlope: number;
  /** How much darker the lung's holes are, and how uneven the lung is at large, in HU. */
  emphysema: number;
  mosaic: number;
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
    heartX: random.uniform(-9, 9),
    heartY: random.uniform(-6, 8),
    heartTurn: random.uniform(-0.05, 0.05),
    recess: random.uniform(0.45, 1.1),
    breast: random.chance(0.35) ? random.uniform(18, 48) : 0,
    arms: random.chance(0.1),
    waver: random.uniform(4, 11),
    fissureY: random.uniform(-10, 25),
    fissureSlope: random.uniform(0.35, 0.8),
    emphysema: random.chance(0.2) ? random.uniform(30, 90) : 0,
    mosaic: random.uniform(8, 42),
  };
}
