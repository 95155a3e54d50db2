/**
 * Times of @miniseg/metrics, beside SciPy's on the same machine where Python has it:
 *
 *     npm run build
 *     node benchmarks/metrics.mjs            # --quick leaves out the volume
 *
 * Medians of many rounds after a warm-up. The volume runs once, in a process of its own, which gives its peak memory;
 * where Python has the package edt, too, both run once more when warm (its column is SciPy's).
 * PYTHON names another interpreter than python3.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const metrics = await import('../packages/metrics/dist/index.js').catch((error) => {
  console.error(`packages/metrics is not built. Run: npm run build\n${error.message}`);
  process.exit(1);
});

const SIZE = 512;
const VOLUME = [300, SIZE, SIZE];
const ROUNDS = 40;
const shape = [SIZE, SIZE];

const ellipse = (cx, cy, a, b) => (x, y) => ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 < 1;

/** Two lungs' worth of lesion with a wavy outline, shifted and scaled a little for the prediction. */
function lungs(shift, scale) {
  const left = ellipse(160 + shift, 256, 95 * scale, 150);
  const right = ellipse(352, 256 - shift, 95, 150 * scale);
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const y = Math.floor(i / SIZE);
    const x = (i % SIZE) + 6 * Math.sin(y / 9);
    return left(x, y) || right(x, y) ? 1 : 0;
  });
}

function volume() {
  const mask = new Uint8Array(VOLUME[0] * SIZE * SIZE);
  for (let z = 0, i = 0; z < VOLUME[0]; z++) {
    const radius = Math.sqrt(Math.max(0, 1 - ((z - 150) / 140) ** 2));
    const [left, right] = [
      ellipse(160, 256, 110 * radius, 170 * radius),
      ellipse(352, 256, 110 * radius, 170 * radius),
    ];
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++, i++) if (left(x, y) || right(x, y)) mask[i] = 1;
    }
  }
  return mask;
}

function medianMs(run) {
  const times = [];
  let value;
  for (let round = 0; round < ROUNDS + 20; round++) {
    const start = performance.now();
    value = run();
    times.push(performance.now() - start);
  }
  const kept = times.slice(20).sort((a, b) => a - b);
  return [kept[kept.length >> 1], value];
}

function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return most;
}

if (process.argv[2] === '--volume-only') {
  const mask = volume();
  const transform = () => metrics.distanceTransform(mask, { shape: VOLUME });
  const start = performance.now();
  const { data } = transform();
  const ms = performance.now() - start;
  const peak = process.resourceUsage().maxRSS / 1024;
  // Again, as edt is measured: once warm, the median of three.
  const warm = [1, 2, 3].map(() => {
    const again = performance.now();
    transform();
    return performance.now() - again;
  });
  console.log(JSON.stringify({ ms, peak, value: largest(data), warmMs: warm.sort((a, b) => a - b)[1] }));
  process.exit(0);
}

const prediction = lungs(9, 0.93);
const truth = lungs(0, 1);
const tasks = {
  confusion: ['confusion counts', () => [...metrics.confusion(prediction, truth, { classes: 2 }).matrix]],
  edt: ['distance transform', () => largest(metrics.distanceTransform(truth, { shape }).data)],
  boundary: [
    'HD + HD95 + ASSD',
    () => {
      const distances = metrics.maskDistances(prediction, truth, { shape });
      return [
        metrics.hausdorff(distances),
        metrics.hausdorff(distances, { percentile: 95, method: 'pooled' }),
        metrics.averageSymmetricSurfaceDistance(distances),
      ].map(({ value }) => value);
    },
    15,
  ],
  region: [
    'HD between regions',
    () => metrics.hausdorff(metrics.maskDistances(prediction, truth, { shape, on: 'region' })).value,
  ],
  components: ['connected components', () => metrics.connectedComponents(truth, { shape }).count],
};

const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-metrics-'));
const rows = [];
try {
  const python = process.env.PYTHON ?? 'python3';
  const scipy = (...args) =>
    JSON.parse(execFileSync(python, [here('metrics_scipy.py'), ...args], { maxBuffer: 1e8 }));
  const version = scipyVersion(python);
  console.log(
    version
      ? `SciPy ${version}, Node ${process.version}\n`
      : `Node ${process.version}; no SciPy: its column stays empty\n`,
  );

  const slices = path.join(folder, 'slices.raw');
  writeFileSync(slices, Buffer.concat([prediction, truth]));
  const theirs = version ? scipy('slice', slices, String(ROUNDS)) : {};
  for (const [name, [title, run, limit]] of Object.entries(tasks)) {
    const [ms, value] = medianMs(run);
    const [otherMs, otherValue] = theirs[name] ?? [];
    rows.push([`${title}, 512x512`, ms, otherMs, limit, agree(value, otherValue)]);
  }
  if (!process.argv.includes('--quick')) {
    const mine = JSON.parse(execFileSync(process.execPath, [here('metrics.mjs'), '--volume-only']));
    let other = {};
    if (version) {
      const file = path.join(folder, 'volume.raw');
      writeFileSync(file, volume());
      other = scipy('volume', file, JSON.stringify(VOLUME));
    }
    rows.push(['distance transform, 512x512x300', mine.ms, other.ms, 6000, agree(mine.value, other.value)]);
    if (other.edtMs) {
      const title = `the same, warm, beside edt${other.edtVersion && ` ${other.edtVersion}`}, one thread`;
      rows.push([title, mine.warmMs, other.edtMs, undefined, agree(mine.value, other.edtValue)]);
    }
    rows.push(['its peak memory (whole process), MB', mine.peak, other.peak, 1536, '']);
  }
} finally {
  rmSync(folder, { recursive: true });
}

const number = (value) => (value === undefined ? '-' : value.toFixed(value < 100 ? 2 : 0));
const header = ['task', 'here, ms', 'SciPy, ms', 'SciPy / here', 'limit', 'same values'];
const cells = rows.map(([title, mine, other, limit, same]) => [
  title,
  number(mine),
  number(other),
  other === undefined ? '-' : (other / mine).toFixed(1),
  limit === undefined ? '' : `< ${limit} ${mine < limit ? 'ok' : 'MISSED'}`,
  same,
]);
const widths = header.map((title, column) =>
  Math.max(title.length, ...cells.map((row) => row[column].length)),
);
for (const row of [header, widths.map((width) => '-'.repeat(width)), ...cells]) {
  console.log(
    row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join('  '),
  );
}
if (rows.some(([, mine, , limit]) => mine >= limit) || rows.some((row) => row[4] === 'NO'))
  process.exitCode = 1;

function scipyVersion(python) {
  try {
    return execFileSync(python, ['-c', 'import scipy; print(scipy.__version__)'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

function agree(mine, other) {
  if (other === undefined) return '-';
  const close = [mine]
    .flat()
    .every((value, i) => Math.abs(value - [other].flat()[i]) <= 1e-5 * Math.max(1, value));
  return close ? 'yes' : 'NO';
}
