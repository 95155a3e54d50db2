/**
 * Makes docs/images/segment-web.gif, the moving picture of the README, and a still of it: the built page in Chromium
 * opens a phantom, segments it, and leafs through the slices. `npm run docs:picture`, after a change of the page.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chestPhantom } from '@miniseg/data';
import { writeNifti } from '@miniseg/formats';
import { decode, encode } from 'fast-png';
import gifenc from 'gifenc';
import { launchChromium, NO_BROWSER } from '../../e2e/support/chromium.mjs';
import { projectRoot } from '../../scripts/shared-folder.mjs';
import { serveFolder } from './serve-folder.mjs';
import { buildDemo } from './stage.mjs';

const { GIFEncoder, quantize, applyPalette } = gifenc;
const FILE = path.join(projectRoot, 'docs', 'images', 'segment-web.gif');
const VIEWPORT = { width: 1080, height: 680 };
const SLICES = 18;
/** One index of the palette stands for "as before". */
const COLORS = 63;
/** Milliseconds: for looking, and for leafing through. */
const LOOK = 1400;
const LEAF = 260;
const LARGEST = 1_500_000;

const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-picture-'));
try {
  const list = await frames();
  const bytes = gif(list);
  if (bytes.length > LARGEST)
    throw new Error(`The picture has ${bytes.length} bytes; at most ${LARGEST} are allowed.`);
  writeFileSync(FILE, bytes);
  const { rgba } = list[Math.floor(list.length / 2)];
  writeFileSync(FILE.replace('.gif', '.png'), encode({ ...VIEWPORT, data: rgba, channels: 4 }));
  console.log(`${path.relative(projectRoot, FILE)}: ${Math.round(bytes.length / 1024)} kB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns A list of `{ rgba, milliseconds }`. */
async function frames() {
  buildDemo(folder);
  const server = await serveFolder(folder);
  const browser = await launchChromium();
  if (!browser) throw new Error(NO_BROWSER);
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light' });
    await page.goto(`${server.url}index.html`);
    await page.locator('.chip.ready').waitFor();
    const taken = [];
    const take = async (milliseconds) => {
      const { data, channels } = decode(await page.screenshot());
      taken.push({ rgba: withAlpha(data, channels), milliseconds });
    };
    await take(LOOK);
    await page
      .getByLabel(/files to segment/i)
      .first()
      .setInputFiles({
        name: 'phantom.nii.gz',
        mimeType: 'application/gzip',
        buffer: Buffer.from(phantom()),
      });
    await page.waitForFunction((slices) => {
      const { study, results, run } = globalThis.miniseg.session.store.get();
      const counts = study && results[study.input]?.counts;
      return !run && counts?.length === slices && counts.every((count) => count !== undefined);
    }, SLICES);
    await page.keyboard.press('Home');
    for (let slice = 0; slice < SLICES; slice++) {
      // The picture is painted when the browser next draws.
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
      await take(slice === SLICES - 1 ? LOOK : LEAF);
      await page.keyboard.press('ArrowDown');
    }
    return taken;
  } finally {
    await browser.close();
    await server.close();
  }
}

function phantom() {
  const lesions = { groundGlass: 9, consolidation: 0.6 };
  const { volume } = chestPhantom({ seed: 11, size: 256, slices: SLICES, lesions });
  return writeNifti(volume);
}

function withAlpha(data, channels) {
  if (channels === 4) return Uint8Array.from(data);
  return Uint8Array.from({ length: (data.length / channels) * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : data[(i >> 2) * channels + (i % 4)],
  );
}

/** One palette for all frames, and of each frame only what changed. */
function gif(list) {
  const { width, height } = VIEWPORT;
  const all = new Uint8Array(list.length * width * height * 4);
  for (const [i, { rgba }] of list.entries()) all.set(rgba, i * rgba.length);
  const palette = [...quantize(all, COLORS), [0, 0, 0]];
  const same = palette.length - 1;
  const encoder = GIFEncoder();
  let before;
  for (const { rgba, milliseconds } of list) {
    const now = applyPalette(rgba, palette.slice(0, same));
    const indices = before ? now.map((index, i) => (index === before[i] ? same : index)) : now;
    encoder.writeFrame(indices, width, height, {
      palette: before ? undefined : palette,
      delay: milliseconds,
      transparent: before !== undefined,
      transparentIndex: same,
      dispose: 1,
      repeat: 0,
    });
    before = now;
  }
  encoder.finish();
  return encoder.bytes();
}
