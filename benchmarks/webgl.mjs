/**
 * The compiled network on WebGL or WebGPU beside the plain one, in Chromium: programs for an image, time to the mask of one
 * 512x512 slice, and pixels that differ from the published maps of CT100's fold 1 where its data is.
 *
 *     npm run build
 *     node benchmarks/webgl.mjs                     # both presets
 *     node benchmarks/webgl.mjs aaai --rounds 10 --slices 20
 *     node benchmarks/webgl.mjs --rounds 0 --slices 20  # the comparison of maps alone
 *     node benchmarks/webgl.mjs --backend webgpu    # the same on WebGPU; in software it takes minutes
 *
 * All ways run in turn in every round, and ratios are medians over rounds: a slow moment of the machine meets all. The
 * device is software (SwiftShader), which pays for arithmetic and memory, and hardly for the number of programs.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decodePng } from '@miniseg/formats';
import { build } from 'esbuild';
import { launchChromium, NO_BROWSER } from '../e2e/support/chromium.mjs';
import { sharedFolder } from '../scripts/shared-folder.mjs';
import { median } from './median.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    size: { type: 'string', default: '512' },
    slices: { type: 'string', default: '0' },
    backend: { type: 'string', default: 'webgl' },
  },
});
const presets = positionals.length > 0 ? positionals : ['aaai', 'paper'];
const size = Number(options.size);
const ORIGIN = 'http://localhost/';

const browser = await launchChromium();
if (!browser) {
  console.error(NO_BROWSER);
  process.exit(1);
}
try {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('webgl/page.mjs', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  });
  const open = async () => {
    const page = await browser.newPage();
    // WebGPU is for secure pages alone, as one of localhost is; nothing is served there.
    await page.route(ORIGIN, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto(ORIGIN);
    await page.addScriptTag({ content: outputFiles[0].text });
    return page;
  };
  if (Number(options.rounds) > 0) for (const preset of presets) await measure(await open(), preset);
  if (Number(options.slices) > 0) await compareMaps(await open(), Number(options.slices));
} finally {
  await browser.close();
}

async function measure(page, preset) {
  const renderer = await page.evaluate(() => globalThis.renderer());
  console.log(`${preset}, ${size}x${size}, ${options.backend} in ${browser.version()}, ${renderer}`);
  const ways = await page.evaluate((ask) => globalThis.prepare(ask), { preset, name: options.backend });
  const run = (way) => page.evaluate((ask) => globalThis.run(ask), { way, size });
  const results = Object.fromEntries(ways.map((way) => [way, { times: [] }]));
  for (const way of ways) {
    const before = results[way];
    before.first = (await run(way)).ms;
    await run(way);
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const way of ways) {
      const { ms, programs } = await run(way);
      results[way].times.push(ms);
      results[way].programs = programs;
    }
  }
  const plain = results.plain;
  console.table(
    Object.fromEntries(
      ways.map((way) => {
        const { first, times, programs } = results[way];
        const ratio = median(times.map((ms, i) => ms / plain.times[i]));
        return [
          way,
          {
            programs,
            'of plain': programs && `${((100 * programs) / plain.programs).toFixed(1)} %`,
            'first, ms': Math.round(first),
            'median, ms': Math.round(median(times)),
            'least, ms': Math.round(Math.min(...times)),
            'x plain': ratio.toFixed(2),
          },
        ];
      }),
    ),
  );
  await page.close();
}

async function compareMaps(page, count) {
  const shared = sharedFolder();
  if (!shared) {
    console.log('CT100 is not here: no maps are compared.');
    return;
  }
  const file = (...names) => readFileSync(path.join(shared, 'data', ...names));
  const folds = JSON.parse(file('ct100', 'folds.json').toString());
  const checkpoint = file('official', 'miniseg-ct100-fold1.pth').toString('base64');
  const ways = await page.evaluate((ask) => globalThis.prepare(ask), { checkpoint, name: options.backend });
  console.log(`Pixels that differ from the published maps of ${count} slices of fold 1:`);
  for (const slice of folds.val.fold1.slice(0, count)) {
    const { data, width } = decodePng(file('ct100', 'images', `tr_im_${slice}.png`));
    const published = decodePng(file('official', 'ct100-fold1-segmaps', `tr_im_${slice}.png`)).data;
    const image = Buffer.from(data).toString('base64');
    const counts = [];
    for (const way of ways.filter((way) => way.startsWith('compiled'))) {
      const ask = { way, size: width, image, normalization: folds.train_stats.fold1 };
      const { mask } = await page.evaluate((ask) => globalThis.run(ask), ask);
      const differing = mask.filter((label, i) => 255 * label !== published[i]).length;
      counts.push(`${way}: ${differing}`);
    }
    console.log(`  ${slice} ${counts.join('; ')}`);
  }
  await page.close();
}
