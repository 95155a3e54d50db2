/**
 * How a page looks, as a picture so small that it can be kept: a pixel for each square of 16 x 16 of the screen. It tells a
 * panel that is gone, a wrong color or another arrangement, and does not tell how a system smooths its letters.
 * `npm run looks` writes the small pictures anew.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decodePng, encodePng } from '@miniseg/formats';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const SQUARE = 16;
/** Of 255: a square that differs by less looks the same. */
const SAME = 20;
/** Share of the squares that may differ. */
const MOST = 0.015;
const WRITES = process.env.MINISEG_LOOKS === 'write';

/** The same letters everywhere, of a font that comes along with the site's builder. */
const font = readFileSync(
  path.join(
    import.meta.dirname,
    '../../docs/node_modules/vitepress/dist/client/theme-default/fonts/inter-roman-latin.woff2',
  ),
).toString('base64');
const STYLE = `@font-face { font-family: Look; src: url(data:font/woff2;base64,${font}); font-weight: 100 900; }
*, *::before, *::after { font-family: Look !important; animation: none !important; transition: none !important; caret-color: transparent !important; }
::-webkit-scrollbar { display: none; }`;

interface Small {
  width: number;
  height: number;
  /** Red, green, blue. */
  data: Uint8Array;
}

/** The page has to be opened with `bypassCSP`, if it has a policy. Once for each load of it. */
export async function useLookFont(page: Page): Promise<void> {
  await page.addStyleTag({ content: STYLE });
  await page.evaluate(async () => {
    await document.fonts.load('16px Look');
  });
}

export async function lookOf(page: Page): Promise<Small> {
  return shrink(decodePng(new Uint8Array(await page.screenshot({ scale: 'css' }))));
}

/** @param folder where the small pictures are @param name of the picture, without ending */
export async function expectLook(page: Page, folder: string, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  if (WRITES) {
    await page.waitForTimeout(700);
    await mkdir(folder, { recursive: true });
    await writeFile(file, encodePng({ ...(await lookOf(page)), channels: 3, maxValue: 255 }));
    return;
  }
  if (!existsSync(file)) throw new Error(`There is no ${file}. Write it: npm run looks`);
  const kept = decodePng(new Uint8Array(readFileSync(file))) as Small;
  let last: string | undefined;
  await expect
    .poll(
      async () => {
        last = unlike(await lookOf(page), kept);
        return last;
      },
      { timeout: 8000, interval: 300, message: `${name}; if it is meant to look so: npm run looks` },
    )
    .toBeUndefined();
}

/** @returns What is different; undefined where both look the same. */
export function unlike(now: Small, kept: Small): string | undefined {
  if (now.width !== kept.width || now.height !== kept.height) {
    return `${now.width} x ${now.height} squares in place of ${kept.width} x ${kept.height}`;
  }
  let [count, top, bottom] = [0, now.height, 0];
  for (let square = 0; square < now.width * now.height; square++) {
    const differs = [0, 1, 2].some(
      (c) => Math.abs(now.data[3 * square + c] - kept.data[3 * square + c]) > SAME,
    );
    if (!differs) continue;
    const row = Math.floor(square / now.width);
    [count, top, bottom] = [count + 1, Math.min(top, row), Math.max(bottom, row)];
  }
  const share = count / (now.width * now.height);
  if (share <= MOST) return undefined;
  return `${(100 * share).toFixed(1)} % of the squares differ, between ${SQUARE * top} and ${SQUARE * (bottom + 1)} pixels from the top`;
}

function shrink({
  width,
  height,
  data,
  channels,
}: {
  width: number;
  height: number;
  channels: number;
  data: ArrayLike<number>;
}): Small {
  const [columns, rows] = [Math.ceil(width / SQUARE), Math.ceil(height / SQUARE)];
  const small = new Uint8Array(3 * columns * rows);
  for (let square = 0; square < columns * rows; square++) {
    const [left, top] = [(square % columns) * SQUARE, Math.floor(square / columns) * SQUARE];
    const [right, bottom] = [Math.min(left + SQUARE, width), Math.min(top + SQUARE, height)];
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) sum += data[(y * width + x) * channels + c];
      small[3 * square + c] = Math.round(sum / ((right - left) * (bottom - top)));
    }
  }
  return { width: columns, height: rows, data: small };
}
