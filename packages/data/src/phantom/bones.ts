/** Ribs, sternum, spine and shoulder blades of a section, as [signed distance, HU inside] of the nearest bone. */
import { arcCosine, smoothstep } from './exact-math.js';
import type { Section } from './section.js';
import { capsuleDistance, ellipseDistance } from './shapes.js';

const MARROW = 55;
const VERTEBRA_MARROW = 150;
const CORTEX = 780;
const CARTILAGE = 110;

export interface BoneSample {
  distance: number;
  /** HU of the bone at this point. */
  hu: number;
}

/** Spongy inside, compact shell `shell` millimeters thick. */
function compact(distance: number, shell: number, marrow = MARROW): number {
  return marrow + (CORTEX - marrow) * smoothstep(-shell - 0.8, -shell + 0.6, distance);
}

/** The nearest bone to a point; writes into `sample` so that the loop over pixels allocates nothing. */
export function nearestBone(section: Section, x: number, y: number, cage: number, sample: BoneSample): void {
  sample.distance = 1e3;
  if (cage > -4 && cage < 16) rib(section, x, y, cage, sample);
  if (y > section.spineY - 20 && Math.abs(x) < 46) spine(section, x, y, sample);
  if (section.level > 0.28 && section.level < 0.95 && y < 0 && Math.abs(x) < 30)
    sternum(section, x, y, sample);
  if (section.level > 0.5 && y > 0) shoulderBlade(section, x, y, sample);
}

function consider(sample: BoneSample, distance: number, hu: number): void {
  if (distance < sample.distance) {
    sample.distance = distance;
    sample.hu = hu;
  }
}

/** A rib runs down from the spine to the front, so that a level cut meets several ribs, each at another angle. */
function rib(section: Section, x: number, y: number, cage: number, sample: BoneSample): void {
  const { anatomy, z, cageX, cageY, centerY } = section;
  const u = x / cageX;
  const v = (y - centerY) / cageY;
  const along = 2 * arcCosine(v / (Math.sqrt(u * u + v * v) + 1e-9)); // 0 at the spine, 1 at the sternum
  if (along < 0.06 || along > 0.97) return;
  const number = (z + anatomy.ribDrop * along) / anatomy.ribPitch + anatomy.ribPhase + (x < 0 ? 0.12 : 0);
  const dz = (number - Math.round(number)) * anatomy.ribPitch;
  const across = cage - 6.5;
  const length = Math.sqrt((dz / 6.2) ** 2 + (across / 4.2) ** 2);
  const distance = (length - 1) * 4.2;
  consider(sample, distance, along > 0.84 ? CARTILAGE : compact(distance, 1.2));
}

function spine(section: Section, x: number, y: number, sample: BoneSample): void {
  const { spineY, z, anatomy } = section;
  const phase = z / (anatomy.height / 11.5) + anatomy.ribPhase;
  const within = phase - Math.floor(phase);
  const disc = within > 0.82;
  const body = ellipseDistance(x, y, { x: 0, y: spineY, radiusX: 17, radiusY: 14, cos: 1, sin: 0 });
  // The canal hollows out the back of the body and the arch.
  const canal = ellipseDistance(x, y, { x: 0, y: spineY + 19, radiusX: 9, radiusY: 8, cos: 1, sin: 0 });
  consider(sample, Math.max(body, -canal), disc ? 75 : compact(body, 1.1, VERTEBRA_MARROW));
  if (disc) return;
  const arch = Math.abs(canal - 2.5) - 2.3;
  if (within < 0.62) consider(sample, arch, compact(arch, 1.4));
  const process = capsuleDistance(x, y, { x0: 0, y0: spineY + 29, x1: 0, y1: spineY + 48, r0: 3.4, r1: 2.6 });
  consider(sample, process, compact(process, 1.3));
  if (within < 0.45) {
    const wing = { x0: 12, y0: spineY + 14, x1: 36, y1: spineY + 24, r0: 4.2, r1: 3.6 };
    const transverse = capsuleDistance(Math.abs(x), y, wing);
    consider(sample, Math.max(transverse, -canal), compact(transverse, 1.3));
  }
}

function sternum(section: Section, x: number, y: number, sample: BoneSample): void {
  const front = section.centerY - section.cageY - 9;
  const wide = 15 + 7 * smoothstep(0.6, 0.8, section.level);
  const distance = ellipseDistance(x, y, { x: 0, y: front, radiusX: wide, radiusY: 6, cos: 1, sin: 0 });
  consider(sample, distance, compact(distance, 1.2));
}

function shoulderBlade(section: Section, x: number, y: number, sample: BoneSample): void {
  const { cageX, cageY, centerY } = section;
  const grow = smoothstep(0.5, 0.75, section.level);
  const blade = {
    x0: cageX * 0.62,
    y0: centerY + cageY * 0.82 + 22,
    x1: cageX * 0.62 + (24 + 16 * grow),
    y1: centerY + cageY * 0.82 + 22 - (34 + 22 * grow),
    r0: 2.2,
    r1: 2 + 3 * grow,
  };
  const distance = capsuleDistance(Math.abs(x), y, blade);
  consider(sample, distance, compact(distance, 1));
}
