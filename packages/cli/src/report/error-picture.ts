/** A slice with what was found rightly, found wrongly and missed, each in a color of its own. */
import { pictureSheet } from '@miniseg/data/prepare';
import { encodePngWith, type PixelArray, type Raster, renderOverlay } from '@miniseg/formats';
import { compress } from '../files/compress.js';
import { type Html, html } from './html.js';

/** Of Okabe and Ito, told apart by those who see colors differently; the legend in `style.ts` has the same. */
const COLORS: [number, number, number][] = [
  [0, 158, 115],
  [230, 159, 0],
  [209, 71, 140],
  [123, 97, 209],
];

const FOUND = 1;
const TOO_MUCH = 2;
const MISSED = 3;
const OTHER_CLASS = 4;

/** Longest side in a report: larger ones are shrunk, smaller ones are enlarged by the page, pixel by pixel. */
const MOST = 288;

export interface ErrorPictureInput {
  width: number;
  height: number;
  /** From 0 (black) to 255 (white); without one the marks lie on black. */
  grey?: PixelArray;
  truth: ArrayLike<number>;
  prediction: ArrayLike<number>;
  /** The label of pixels that count nowhere. */
  ignored?: number;
}

export interface ReportPicture {
  png: Uint8Array;
  /** So small that its pixels should be seen as squares. */
  small: boolean;
}

/** 0 where neither marks anything; else what became of the pixel. */
export function errorMap({ truth, prediction, ignored }: ErrorPictureInput): Uint8Array {
  return Uint8Array.from(truth, (label, index) => {
    const found = prediction[index];
    if (label === ignored || (label === 0 && found === 0)) return 0;
    if (label === found) return FOUND;
    if (label === 0) return TOO_MUCH;
    return found === 0 ? MISSED : OTHER_CLASS;
  });
}

export function errorPicture(input: ErrorPictureInput): Promise<ReportPicture> {
  const { width, height, grey = new Uint8Array(width * height) } = input;
  const shape: [number, number, number] = [1, height, width];
  return reportPicture(
    renderOverlay(
      { data: grey, shape, unit: 'unknown' },
      { data: errorMap(input), shape },
      { range: [0, 255], colors: COLORS, opacity: 0.5 },
    ),
  );
}

/** A picture in the size of reports. */
export async function reportPicture(picture: Raster): Promise<ReportPicture> {
  const side = Math.max(picture.width, picture.height);
  const shown = side > MOST ? pictureSheet([picture], { columns: 1, tile: MOST }) : picture;
  return { png: await encodePngWith(shown, compress), small: side < MOST };
}

/** The colors in words; the fourth only where there are several classes. */
export function errorLegend(severalClasses: boolean): Html {
  return html`<ul class="legend"><li class="tp">found (true positive)</li><li class="fp">too much (false positive)</li>
<li class="fn">missed (false negative)</li>${severalClasses && html`<li class="other">found as another class</li>`}</ul>`;
}

/** Pictures side by side with one caption. */
export function figureHtml(caption: string, pictures: readonly ReportPicture[]): Html {
  const image = ({ png, small }: ReportPicture) =>
    html`<img${small && html` class="pixels"`} src="data:image/png;base64,${Buffer.from(png).toString('base64')}" alt="${caption}">`;
  return html`<figure><div class="pair">${pictures.map(image)}</div><figcaption>${caption}</figcaption></figure>\n`;
}

export const picturesHtml = (figures: readonly Html[]): Html => html`<div class="pictures">${figures}</div>`;
