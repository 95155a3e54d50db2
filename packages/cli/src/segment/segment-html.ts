/** What `miniseg segment` did, on one page: every input with its figures, and the pictures of those that are marked most. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodePng } from '@miniseg/formats';
import type { FileReason, SliceReport, VolumeReport } from '@miniseg/scan';
import { figureHtml, picturesHtml, reportPicture } from '../report/error-picture.js';
import { type Content, html } from '../report/html.js';
import { notesHtml, reportPage, section, type Tile } from '../report/page.js';
import { type ReportCell, tableHtml } from '../report/table.js';
import { whole } from '../text/whole.js';
import type { Timed } from './segment-run.js';
import { countResults, describeSlice, describeVolume } from './summarize.js';

interface WeightsFacts {
  file: string;
  sha256: string;
  name?: string;
  note?: string;
}

export interface SegmentReport {
  slices: Timed<SliceReport>[];
  volumes: Timed<VolumeReport>[];
  failed: { file: string; error: string }[];
  notTaken: readonly FileReason[];
  /** Of one network or of several. */
  weights: WeightsFacts | WeightsFacts[];
  backend: string;
  slicesPerSecond: number;
}

/** A page with more of them would be slow to open, and nobody would look at them all. */
const MOST_PICTURES = 24;

/** @param out The folder of the results, whose overlays are read. */
export async function segmentHtml(report: SegmentReport, out: string): Promise<string> {
  const { slices, volumes, failed, notTaken, weights, backend, slicesPerSecond } = report;
  const networks = [weights].flat();
  const counted = countResults(slices.length, volumes.length);
  return reportPage({
    title: `${counted[0].toUpperCase()}${counted.slice(1)} segmented with ${networks.map(({ name, file }) => name ?? file).join(' + ')}`,
    lead: `${slicesPerSecond} slices a second on ${backend}. ${networks.map(({ note }) => note ?? '').join(' ')}`,
    tiles: tilesOf(report),
    sections: [
      failed.length > 0 && section('Failed', notesHtml(failed.map(({ file, error }) => `${file}: ${error}`))),
      await pictures(report, out),
      volumes.length > 0 && section('Volumes', volumeTable(volumes)),
      slices.length > 0 && section('Slices', sliceTable(slices)),
      notTaken.length > 0 &&
        section('Not taken', notesHtml(notTaken.map(({ file, reason }) => `${file}: ${reason}`))),
    ],
    provenance: { ...report, slices: undefined, volumes: undefined, failed: undefined, notTaken: undefined },
  });
}

function tilesOf({ slices, volumes, failed }: SegmentReport): Tile[] {
  const marked = slices.filter(({ pixels }) => pixels > 0).length;
  const known = volumes.flatMap(({ milliliters }) => milliliters ?? []);
  return [
    ...(volumes.length > 0 ? [{ name: 'Volumes', value: String(volumes.length) }] : []),
    ...(known.length > 0
      ? [{ name: 'Marked in all', value: `${known.reduce((a, b) => a + b, 0).toFixed(1)} mL` }]
      : []),
    ...(slices.length > 0 ? [{ name: 'Slices with marks', value: `${marked} of ${slices.length}` }] : []),
    ...(failed.length > 0 ? [{ name: 'Failed', value: String(failed.length) }] : []),
  ];
}

/** Overlays of those with most marks; the others are in the folder. */
async function pictures({ slices, volumes }: SegmentReport, out: string): Promise<Content> {
  const ranked = [
    ...volumes.map((volume) => ({
      ...volume,
      marks: volume.voxels,
      caption: `${volume.name}: ${describeVolume(volume)}`,
    })),
    ...slices.map((slice) => ({
      ...slice,
      marks: slice.pixels,
      caption: `${slice.file}: ${describeSlice(slice)}`,
    })),
  ]
    .filter(({ overlay }) => overlay !== undefined)
    .sort((a, b) => b.marks - a.marks);
  if (ranked.length === 0) return undefined;
  const shown = await Promise.all(
    ranked.slice(0, MOST_PICTURES).map(async ({ overlay, caption, ...rest }) => {
      const file = new Uint8Array(await readFile(path.join(out, overlay as string)));
      const whole = 'voxels' in rest;
      // A sheet of slices keeps its size, in which each of them can be seen.
      return figureHtml(caption, [
        whole ? { png: file, small: false } : await reportPicture(decodePng(file)),
      ]);
    }),
  );
  const more = ranked.length - shown.length;
  return section(
    'Pictures, from the most marks to the fewest',
    picturesHtml(shown),
    more > 0 && html`<p class="lead">${more} more are in the folder overlays/.</p>`,
  );
}

const some = (value: number | undefined, digits: number, unit = ''): ReportCell => ({
  shown: value === undefined ? '-' : `${value.toFixed(digits)}${unit}`,
  value,
});
const percent = (share: number | undefined) => some(share === undefined ? undefined : 100 * share, 2, ' %');

function sliceTable(slices: SegmentReport['slices']): Content {
  return tableHtml({
    columns: [
      { head: 'file', text: true },
      { head: 'size' },
      { head: 'marked pixels' },
      { head: 'share' },
      { head: 'ms' },
      { head: 'notes', text: true },
    ],
    rows: slices.map(({ file, width, height, pixels, share, milliseconds, notes = [] }) => [
      file,
      { shown: `${width} x ${height}`, value: width * height },
      { shown: whole(pixels), value: pixels },
      percent(share),
      some(milliseconds, 0),
      notes.join(' '),
    ]),
  });
}

function volumeTable(volumes: SegmentReport['volumes']): Content {
  return tableHtml({
    columns: [
      { head: 'name', text: true },
      { head: 'slices' },
      { head: 'marked' },
      { head: 'of the lungs' },
      { head: 'of the body' },
      { head: 'seconds' },
      { head: 'notes', text: true },
    ],
    rows: volumes.map(
      ({ name, slices, voxels, milliliters, lungShare, bodyShare, milliseconds, notes = [] }) => [
        name,
        { shown: slices, value: slices },
        milliliters === undefined
          ? { shown: `${whole(voxels)} voxels`, value: voxels }
          : some(milliliters, 1, ' mL'),
        percent(lungShare),
        percent(bodyShare),
        some(milliseconds / 1000, 1),
        notes.join(' '),
      ],
    ),
  });
}
