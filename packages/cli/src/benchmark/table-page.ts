/** The table as a page, with the same slices under all networks, as figure 3 of the paper. */

import path from 'node:path';
import { findItems } from '../dataset/find-items.js';
import { IGNORED_LABEL } from '../dataset/ignored-label.js';
import type { LabeledSlice } from '../dataset/slice.js';
import { fileItem, SliceStore } from '../dataset/slice-store.js';
import { errorLegend, errorPicture, figureHtml, picturesHtml } from '../report/error-picture.js';
import type { Html } from '../report/html.js';
import { notesHtml, reportPage, section } from '../report/page.js';
import { tableHtml } from '../report/table.js';
import { segmentCases } from '../scores/segment-cases.js';
import { unitFolder } from './run-row.js';
import { describeBudget, NOTES, resultOf, type Table, tableText, titleOf } from './table-files.js';
import { networkWeights } from './unit-weights.js';

/** Of the first fold. */
const SHOWN = 4;

/** Runs the networks of the first fold and seed on a few validation slices. */
export async function pageOf(table: Table, out: string): Promise<string> {
  const pictures = await picturesOf(table, out);
  const [head, ...rows] = tableText(table);
  return reportPage({
    title: titleOf(table.name),
    lead: describeBudget(table),
    sections: [
      section(
        'Table',
        tableHtml({
          caption: 'A click on a head sorts',
          columns: head.map((text, index) => ({
            head: text,
            text: index === 0 || index === head.length - 1,
          })),
          rows: rows.map((cells) => cells.map((shown) => ({ shown, value: leadingNumber(shown) }))),
        }),
        notesHtml(NOTES),
      ),
      pictures.length > 0 &&
        section('The same slices under all networks', errorLegend(false), picturesHtml(pictures)),
    ],
    provenance: { command: table.command, ...table.budget },
  });
}

/** By which a cell is sorted: `82,912 (83K)` as 82912, `-` not at all. */
function leadingNumber(shown: string): number | undefined {
  const value = Number.parseFloat(shown.replaceAll(',', ''));
  return Number.isNaN(value) ? undefined : value;
}

async function picturesOf(table: Table, out: string): Promise<Html[]> {
  const { settings, folds, seeds } = table.budget;
  const [fold, seed] = [folds[0], seeds[0]];
  const shown = table.rows.filter((row) =>
    resultOf(table, row).units.some((unit) => unit.fold === fold && unit.seed === seed),
  );
  if (shown.length === 0) return [];
  const slices = await someSlices(table, fold);
  const figure = async (caption: string, masks?: readonly Uint8Array[]) => {
    const pictures = await Promise.all(
      slices.map(({ grey, width, height, labels }, index) => {
        const truth = masks ? labels : new Uint8Array(labels.length);
        return errorPicture({
          width,
          height,
          grey,
          truth,
          prediction: masks?.[index] ?? truth,
          ignored: IGNORED_LABEL,
        });
      }),
    );
    return figureHtml(caption, pictures);
  };
  const truths = slices.map(({ labels }) => labels.map((label) => (label === IGNORED_LABEL ? 0 : label)));
  const figures = [
    await figure(`Slices: ${slices.map(({ id }) => id).join(', ')}`),
    await figure('True masks', truths),
  ];
  for (const row of shown) {
    const { model, normalization } = await networkWeights(path.join(unitFolder(out, row, fold, seed)));
    const masks: Uint8Array[] = [];
    try {
      await segmentCases(model, slices, {
        normalization,
        ...{ size: settings.size, protocol: settings.protocol },
        onCase: (_, __, mask) => {
          masks.push(mask);
        },
      });
    } finally {
      model.dispose();
    }
    figures.push(await figure(row.title, masks));
  }
  return figures;
}

/** Spread over the share of marked pixels, so that small and large infections are among them. */
async function someSlices(table: Table, fold: number): Promise<LabeledSlice[]> {
  const { validation, remap } = await findItems({ ...table.budget.settings, fold });
  const store = new SliceStore(validation.map((item) => fileItem(item, remap)));
  const slices: { slice: LabeledSlice; marked: number }[] = [];
  for (const id of store.ids) {
    const slice = await store.get(id);
    slices.push({
      slice,
      marked: slice.labels.reduce((sum, label) => sum + (label === IGNORED_LABEL || label === 0 ? 0 : 1), 0),
    });
  }
  slices.sort((a, b) => b.marked - a.marked);
  const count = Math.min(SHOWN, slices.length);
  return Array.from({ length: count }, (_, n) => slices[Math.floor((n * slices.length) / count)].slice);
}
