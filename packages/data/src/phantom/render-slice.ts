/** One ideal slice of a patient, before the scanner blurs it: HU and the exact regions. */
import { type BoneSample, nearestBone } from './bones.js';
import { drawSegments } from './draw-segments.js';
import { clamp, smoothMin, smoothstep } from './exact-math.js';
import type { Segments } from './grow-tree.js';
import type { SliceGrid } from './lattice-noise.js';
import { type LesionSample, type LungPoint, lesionsAt, sampleLesions } from './lesion-field.js';
import type { Patient } from './patient.js';
import { joinLung, organDistance, Section } from './section.js';
import { ellipseDistance, ovalDistance } from './shapes.js';

export interface RenderedSlice {
  hu: Float32Array;
  /** 1 inside, 0 outside. */
  body: Uint8Array;
  lung: Uint8Array;
  /** 0 healthy, 1 ground glass, 2 consolidation, 3 effusion. */
  findings: Uint8Array;
}

const AIR = -1000;
const FAT = -102;
const MUSCLE = 52;
const SOFT_TISSUE = 20;
const LIVER = 58;
const CONSOLIDATION = 15;
const FLUID = 8;
const LUMEN = -985;

/** One slice of a patient at height `z`, all of its tissue `thickness` millimeters deep for tubes. */
export function renderSlice(patient: Patient, grid: SliceGrid, z: number, thickness: number): RenderedSlice {
  return new SlicePainter(patient, grid, z, thickness).paint();
}

const mix = (below: number, above: number, share: number) => below + (above - below) * share;

class SlicePainter {
  private readonly section: Section;
  private readonly lesions: ReturnType<typeof lesionsAt>;
  private readonly noise: Record<keyof Patient['noise'], Float32Array>;
  private readonly vessels: Float32Array;
  private readonly lumen: Float32Array;
  private readonly walls: Float32Array;
  private readonly bodyX: number;
  private readonly bodyY: number;
  // Reused for every pixel.
  private readonly bone: BoneSample = { distance: 0, hu: 0 };
  private readonly ill: LesionSample = { opacity: 0, solid: 0, hu: 0, septa: 0, grain: 0 };
  private readonly point: LungPoint = { x: 0, y: 0, depth: 0, fissure: 0, rough: 0 };

  constructor(
    private readonly patient: Patient,
    private readonly grid: SliceGrid,
    z: number,
    thickness: number,
  ) {
    const { anatomy } = patient;
    this.section = new Section(anatomy, z);
    this.lesions = lesionsAt(patient.lesions, z);
    const cover = (trees: readonly Segments[], extra = 0) => {
      const result = new Float32Array(grid.size * grid.size);
      for (const segments of trees) drawSegments(segments, grid, z, thickness, result, extra);
      return result;
    };
    this.vessels = cover(patient.vessels);
    this.lumen = cover(patient.airways);
    this.walls = cover(patient.airways, 0.9);
    const { warpX, warpY, broad, medium, fine, net } = patient.noise;
    this.noise = {
      warpX: warpX.plane(grid, z),
      warpY: warpY.plane(grid, z),
      broad: broad.plane(grid, z),
      medium: medium.plane(grid, z),
      fine: fine.plane(grid, z),
      net: net.plane(grid, z),
    };
    const shoulders = 1 + 0.12 * smoothstep(0.55, 1, this.section.level);
    this.bodyX = anatomy.halfWidth * shoulders + 9 + anatomy.muscle + anatomy.fat;
    this.bodyY = anatomy.halfDepth + 20 + 0.5 * (anatomy.muscle + anatomy.fat);
  }

  paint(): RenderedSlice {
    const { section, noise, lumen } = this;
    const { size, spacing, left, top } = this.grid;
    const { waver, arms } = this.patient.anatomy;
    const slice: RenderedSlice = {
      hu: new Float32Array(size * size).fill(AIR),
      body: new Uint8Array(size * size),
      lung: new Uint8Array(size * size),
      findings: new Uint8Array(size * size),
    };
    for (let row = 0, at = 0; row < size; row++) {
      for (let column = 0; column < size; column++, at++) {
        const straightX = left + column * spacing;
        const straightY = top + row * spacing;
        // Outlines waver; lesions and tubes have noise of their own.
        const x = straightX + waver * noise.warpX[at] + 2 * noise.broad[at] + 0.9 * noise.medium[at];
        const y = straightY + waver * noise.warpY[at] + 0.9 * noise.medium[at];
        const trunk = ovalDistance(x, y - 9, this.bodyX, this.bodyY);
        const outline = this.outline(x, y, trunk);
        if (outline > spacing) {
          if (arms) this.arm(at, x, y, slice);
          continue;
        }
        if (outline <= 0) slice.body[at] = 1;
        const cage = section.cage(x, y);
        nearestBone(section, x, y, cage, this.bone);
        let hu = this.wall(at, x, y, outline, trunk, cage);
        if (cage < spacing) {
          const middle = section.mediastinum(x, y);
          const dome = section.diaphragm(x, y);
          const lung = joinLung(cage, middle, dome);
          if (this.share(lung) < 1) hu = this.organs(hu, at, x, y, cage, middle, dome);
          if (lung < spacing) {
            const fluid = this.pleuralFluid(x, y, cage);
            hu = mix(hu, this.lung(at, straightX, straightY, y, cage, fluid), this.share(lung));
            if (lung <= 0) {
              slice.lung[at] = 1;
              slice.findings[at] = this.finding(fluid);
            }
          } else {
            hu = mix(hu, SOFT_TISSUE, this.walls[at]);
          }
          hu = mix(hu, LUMEN, lumen[at]);
        }
        slice.hu[at] = hu;
      }
    }
    return slice;
  }

  /** Share of a pixel inside an outline, by its signed distance. */
  private share(distance: number): number {
    return clamp(0.5 - distance / this.grid.spacing, 0, 1);
  }

  /** The body's border: the trunk, and at the front what stands out from it. */
  private outline(x: number, y: number, trunk: number): number {
    const { breast } = this.patient.anatomy;
    if (breast === 0 || y > 0 || this.section.level > 0.85) return trunk;
    const high = 1 - smoothstep(0.45, 0.85, this.section.level);
    const shape = {
      x: 0.48 * this.bodyX,
      y: 9 - 0.8 * this.bodyY,
      radiusX: 0.36 * this.bodyX,
      radiusY: 20 + breast * high,
      cos: 1,
      sin: 0,
    };
    return smoothMin(trunk, ellipseDistance(Math.abs(x), y, shape), 8);
  }

  /** Skin, muscle and the bone of an arm beside the body. */
  private arm(at: number, x: number, y: number, slice: RenderedSlice): void {
    const middle = { x: this.bodyX + 34, y: 24, radiusX: 31, radiusY: 37, cos: 1, sin: 0 };
    const distance = ellipseDistance(Math.abs(x), y, middle);
    if (distance > this.grid.spacing) return;
    const muscle = mix(FAT, MUSCLE + 12 * this.noise.fine[at], this.share(distance + 9));
    const bone = ellipseDistance(Math.abs(x), y, { ...middle, radiusX: 10, radiusY: 10 });
    const hu = mix(muscle, bone > -3 ? 700 : 120, this.share(bone));
    slice.hu[at] = mix(AIR, hu, this.share(distance));
    if (distance <= 0) slice.body[at] = 1;
  }

  /** Skin, fat, muscle with fat between its layers, bone. */
  private wall(at: number, x: number, y: number, outline: number, trunk: number, cage: number): number {
    const { anatomy } = this.patient;
    const { medium, broad, fine, net } = this.noise;
    const coat = outline > -1.8 ? 25 : FAT + 14 * medium[at] + 8 * broad[at];
    const hu = mix(AIR, coat, this.share(outline));
    const thin = y < 0 ? 0.75 : 0.6;
    const fat = anatomy.fat * (thin + (1 - thin) * Math.min(Math.abs(x) / this.bodyX, 1)) + 3 + 5 * broad[at];
    const betweenRibs = cage > 3 && cage < 11;
    const layers = betweenRibs
      ? 1
      : 1 - 0.8 * smoothstep(0.5, 0.75, Math.abs(0.3 * net[at] + 1.1 * broad[at]));
    return this.withBone(mix(hu, MUSCLE + 12 * fine[at], this.share(trunk + fat) * layers), at);
  }

  private withBone(hu: number, at: number): number {
    return mix(hu, this.bone.hu + 60 * this.noise.fine[at], this.share(this.bone.distance));
  }

  /** Liver and spleen, or the mediastinum's fat with the organs in it, and the spine. */
  private organs(
    hu: number,
    at: number,
    x: number,
    y: number,
    cage: number,
    middle: number,
    dome: number,
  ): number {
    const fine = this.noise.fine[at];
    const within = this.share(cage);
    let result = hu;
    if (dome < 0) result = mix(result, LIVER + 8 * fine, within * this.share(dome));
    else result = mix(result, FAT + 8 * fine, within * this.share(middle));
    for (const organ of this.section.organs) {
      if (organ.hu < -50) continue; // fat: part of the outline alone
      const share = this.share(organDistance(x, y, organ));
      if (share > 0) result = mix(result, organ.hu + 6 * fine, share * within);
    }
    return this.withBone(result, at);
  }

  /** Aerated lung, its lesions, vessels and bronchial walls, and fluid; leaves what is ill in `this.ill`. */
  private lung(at: number, x: number, y: number, warpedY: number, cage: number, fluid: number): number {
    const { noise, ill, point } = this;
    const { anatomy } = this.patient;
    const [broad, medium, fine] = [noise.broad[at], noise.medium[at], noise.fine[at]];
    const gravity = anatomy.lungGradient * clamp(warpedY / anatomy.halfDepth, -1, 1);
    let hu = anatomy.lungHu + gravity + anatomy.mosaic * broad + 14 * medium + 34 * fine;
    const hole = anatomy.emphysema > 0 ? smoothstep(0.15, 0.5, 0.5 * noise.warpX[at] - medium) : 0;
    hu -= anatomy.emphysema * hole;
    point.x = x + 12 * noise.warpY[at];
    point.y = y + 12 * noise.warpX[at];
    point.depth = -cage;
    point.fissure = this.section.fissure(warpedY + 8 * noise.warpX[at]);
    point.rough = 0.55 * medium + 0.7 * broad + 0.2 * fine;
    hu += 130 * clamp(1.1 - Math.abs(point.fissure) / Math.max(0.9, 0.6 * this.grid.spacing), 0, 1);
    sampleLesions(this.lesions, point, ill);
    if (ill.opacity > 0) {
      // Thickened septa: the zero lines of a noise field form a net of thin curves.
      const septum = clamp(1 - Math.abs(noise.net[at]) / 0.2, 0, 1);
      const glass = ill.hu + ill.grain * (110 * medium + 70 * fine) + ill.septa * septum;
      hu = mix(hu, mix(glass, CONSOLIDATION + 25 * medium, ill.solid), ill.opacity * (1 - 0.85 * hole));
    }
    // Healthy vessels are too thin to be seen near the pleura.
    const visible = ill.opacity > 0 ? 1 : clamp(1.2 - 8 / (8 - cage), 0.45, 1);
    hu = mix(hu, Math.max(anatomy.bloodHu, 30), this.vessels[at] * visible);
    hu = mix(hu, -30, 0.75 * this.walls[at]);
    return mix(hu, FLUID, this.share(fluid));
  }

  private finding(fluid: number): number {
    if (fluid <= 0) return 3;
    if (this.ill.opacity < 0.5) return 0;
    return this.ill.solid < 0.5 ? 1 : 2;
  }

  /** Signed distance to the crescent of fluid behind a lung; it thins out forwards and upwards. */
  private pleuralFluid(x: number, y: number, cage: number): number {
    const { anatomy, effusions } = this.patient;
    let distance = 1e3;
    for (const { side, thickness } of effusions) {
      if (x * side <= 0) continue;
      const low = 1 - smoothstep(0.2, 0.7, this.section.level);
      const deep = low * smoothstep(-0.15, 0.85, y / anatomy.halfDepth);
      if (deep > 0.02) distance = Math.min(distance, -cage - thickness * deep * deep);
    }
    return distance;
  }
}
