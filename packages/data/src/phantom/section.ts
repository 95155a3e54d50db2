/**
 * The anatomy cut at one level: outlines as signed distances, organs as ellipses and capsules with their density.
 * x grows to the patient's left, y to the back, z upwards; the origin is the middle of the rib cage.
 */
import type { Anatomy } from './anatomy.js';
import { cosine, readProfile, sine, smoothMin, smoothstep } from './exact-math.js';
import { type Capsule, capsuleDistance, type Ellipse, ellipseDistance, ovalDistance } from './shapes.js';

interface Organ {
  hu: number;
  /** Fat around it that still belongs to the mediastinum. */
  margin: number;
  ellipse?: Ellipse;
  capsule?: Capsule;
}

const CAGE_WIDTH = [
  [-0.3, 1.02],
  [0.25, 1],
  [0.5, 0.96],
  [0.75, 0.78],
  [0.92, 0.5],
  [1.05, 0.22],
] as const;
const CAGE_DEPTH = [
  [-0.3, 0.98],
  [0.3, 1],
  [0.6, 0.92],
  [0.8, 0.72],
  [0.95, 0.48],
  [1.05, 0.3],
] as const;

export class Section {
  readonly organs: Organ[] = [];
  /** z divided by the height of the lungs. */
  readonly level: number;
  readonly cageX: number;
  readonly cageY: number;
  /** Shift of the rib cage's middle: the apex lies further back. */
  readonly centerY: number;
  /** Center of the vertebral body. */
  readonly spineY: number;

  constructor(
    readonly anatomy: Anatomy,
    readonly z: number,
  ) {
    const { height, halfWidth, halfDepth } = anatomy;
    this.level = z / height;
    this.cageX = halfWidth * readProfile(CAGE_WIDTH, this.level);
    this.cageY = halfDepth * readProfile(CAGE_DEPTH, this.level);
    this.centerY = 14 * smoothstep(0.55, 1, this.level);
    this.spineY = halfDepth - 25 + 4 * smoothstep(0.5, 0.9, this.level);
    this.addHeart();
    this.addVessels();
    this.addMidline();
  }

  /** The inside of the rib cage. */
  cage(x: number, y: number): number {
    return ovalDistance(x, y - this.centerY, this.cageX, this.cageY);
  }

  /** Heart, great vessels, esophagus, spine and the fat that binds them. */
  mediastinum(x: number, y: number): number {
    let distance = 1e3;
    for (const organ of this.organs) {
      const next = organDistance(x, y, organ) - organ.margin;
      if (next < distance + 10) distance = smoothMin(distance, next, 10);
    }
    return distance;
  }

  /** The dome of the diaphragm (liver at the right, stomach and spleen at the left): negative below it. */
  diaphragm(x: number, y: number): number {
    const [right, left] = this.anatomy.domes;
    const side = x < 0 ? right : left;
    const u = (Math.abs(x) - 0.5 * this.cageX) / (0.62 * this.cageX);
    const v = (y - this.centerY + 0.1 * this.cageY) / (1.02 * this.cageY);
    return (this.z - side * (1 - 0.9 * (u * u + v * v))) * 0.55;
  }

  /** Both lungs: the rib cage without the mediastinum and what lies below the diaphragm. */
  lung(x: number, y: number): number {
    return joinLung(this.cage(x, y), this.mediastinum(x, y), this.diaphragm(x, y));
  }

  /** Signed distance along y from the oblique fissure: positive in the lower lobe, which lies behind it. */
  fissure(y: number): number {
    const { fissureY, fissureSlope, height } = this.anatomy;
    return (y - fissureY - fissureSlope * (this.z - 0.5 * height)) / Math.sqrt(1 + fissureSlope ** 2);
  }

  private ellipsoid(
    center: readonly number[],
    radii: readonly number[],
    hu: number,
    margin = 3,
    turns = 0,
  ): void {
    const dz = (this.z - center[2]) / radii[2];
    if (Math.abs(dz) >= 0.995) return;
    const shrink = Math.sqrt(1 - dz * dz);
    const [x, y] = [center[0], center[1]];
    const [radiusX, radiusY] = [radii[0] * shrink, radii[1] * shrink];
    this.organs.push({
      hu,
      margin,
      ellipse: { x, y, radiusX, radiusY, cos: cosine(turns), sin: sine(turns) },
    });
  }

  private tube(from: number, to: number, x: number, y: number, radius: number, hu: number, margin = 3): void {
    const inside = Math.min(this.level - from, to - this.level) * this.anatomy.height;
    if (inside <= 0) return;
    const r = radius * smoothstep(-radius, radius, inside);
    this.organs.push({ hu, margin, ellipse: { x, y, radiusX: r, radiusY: r * 1.06, cos: 1, sin: 0 } });
  }

  /** A vessel that runs level: its cut is a capsule that thins out above and below. */
  private levelTube(level: number, ends: readonly number[], radius: number, hu: number, margin = 3): void {
    const dz = this.z - level * this.anatomy.height;
    if (Math.abs(dz) >= radius * 0.98) return;
    const r = Math.sqrt(radius * radius - dz * dz);
    const [x0, y0, x1, y1] = ends as [number, number, number, number];
    this.organs.push({ hu, margin, capsule: { x0, y0, x1, y1, r0: r, r1: r * 0.8 } });
  }

  private addHeart(): void {
    const { heart, height, bloodHu, halfDepth, heartX, heartY, heartTurn } = this.anatomy;
    const front = -halfDepth + 62 + heartY;
    const z = 0.27 * height;
    const turn = 0.11 + heartTurn;
    const right = heartX - 18 * heart;
    this.ellipsoid(
      [heartX + 25 * heart, front + 6, z],
      [55 * heart, 44 * heart, 66 * heart],
      bloodHu,
      5,
      turn,
    );
    this.ellipsoid([right, front + 6, z + 12], [32 * heart, 38 * heart, 50 * heart], bloodHu - 3, 4);
    this.ellipsoid([heartX + 4, front + 34, z + 36], [37 * heart, 21 * heart, 30 * heart], bloodHu + 4, 3);
  }

  private addVessels(): void {
    const { aorta, bloodHu, height, halfDepth } = this.anatomy;
    const back = this.spineY - 14;
    const front = -halfDepth + 58;
    const descending = [24, back + 4] as const;
    this.tube(-0.5, 0.75, descending[0], descending[1], aorta, bloodHu);
    this.tube(0.38, 0.75, -14, front, aorta * 1.25, bloodHu);
    this.levelTube(0.75, [-8, front + 2, descending[0] - 3, descending[1] - 5], aorta * 1.15, bloodHu);
    this.tube(0.4, 0.93, -32, front + 8, 8.5, bloodHu - 4);
    this.tube(0.42, 0.6, 14, front - 6, aorta * 1.05, bloodHu + 3);
    this.levelTube(0.6, [12, front + 2, 34, front + 36], aorta * 0.95, bloodHu + 3);
    this.levelTube(0.56, [10, front + 8, -42, front + 36], aorta * 0.85, bloodHu + 3);
    this.tube(0.8, 1.2, -16, front + 18, 6.5, bloodHu);
    this.tube(0.8, 1.2, 8, front + 26, 4.5, bloodHu);
    this.tube(0.8, 1.2, 20, front + 36, 5.5, bloodHu);
    // Hilar tissue on both sides.
    const hilum = 0.5 * height;
    this.ellipsoid([-40, front + 42, hilum], [11, 13, 34], 30, 3);
    this.ellipsoid([38, front + 44, hilum + 10], [11, 12, 32], 30, 3);
  }

  private addMidline(): void {
    const { halfDepth, recess } = this.anatomy;
    const esophagus = { x: 6, y: this.spineY - 25, radiusX: 9, radiusY: 6, cos: 1, sin: 0 };
    this.organs.push({ hu: 35, margin: 2, ellipse: esophagus });
    const spine = { x: 0, y: this.spineY + 4, radiusX: 21, radiusY: 20, cos: 1, sin: 0 };
    this.organs.push({ hu: 45, margin: 1, ellipse: spine });
    // Fat between the two lungs, a wedge from the sternum to the ascending aorta.
    const front = this.centerY - this.cageY;
    const wedge = { x0: 2, y0: front - 4, x1: -2, y1: -halfDepth + 46, r0: 2, r1: 16 };
    this.organs.push({ hu: -95, margin: 0, capsule: wedge });
    const radius = recess * (7 + 6 * smoothstep(0.3, 0.5, this.level));
    const behind = { x0: -2, y0: -halfDepth + 70, x1: 4, y1: this.spineY, r0: radius, r1: radius };
    this.organs.push({ hu: -80, margin: 2, capsule: behind });
  }
}

/** The lungs' signed distance from those of their borders. */
export function joinLung(cage: number, mediastinum: number, diaphragm: number): number {
  return -smoothMin(smoothMin(-cage, diaphragm, 8), mediastinum, 5);
}

export function organDistance(x: number, y: number, organ: Organ): number {
  if (organ.ellipse) return ellipseDistance(x, y, organ.ellipse);
  return organ.capsule ? capsuleDistance(x, y, organ.capsule) : 1e3;
}
