/** `miniseg data check`: what is wrong with a data set, before it is trained on. */
import { checkDataset, formatReport, previewDataset } from '@miniseg/data/files';
import { encodePng } from '@miniseg/formats';
import { readBytes, writeFileAtomic } from '@miniseg/formats/node';
import { assignSplits } from '../../dataset/assign-splits.js';
import { collectItems } from '../../dataset/collect-items.js';
import { readSplitFile } from '../../dataset/split-file.js';
import { CliError } from '../../errors.js';
import { checkItemTargets } from '../../overwrite/check-item-targets.js';
import { startProgress } from '../../progress/progress.js';
import { nameSome } from '../../text/name-some.js';

export interface CheckCommandOptions {
  list?: string;
  split?: string;
  classes: number;
  remap?: Record<number, number>;
  preview?: string;
  json: boolean;
  overwrite: boolean;
}

/** @throws CliError after the report when it has errors */
export async function checkCommand(
  images: string | undefined,
  masks: string | undefined,
  options: CheckCommandOptions,
): Promise<void> {
  const { list, split, classes, remap, preview, json, overwrite } = options;
  const collected = await collectItems({ images, masks, list }, 'tell');
  const { masksWithoutImage, ignored } = collected;
  const items =
    split === undefined
      ? collected.items
      : assignSplits(collected.items, await readSplitFile(split, collected.items));
  if (preview !== undefined) await checkItemTargets([preview], items, { overwrite, others: [list, split] });

  const progress = startProgress(items.length);
  const report = await checkDataset(items, {
    read: readBytes,
    labels: Array.from({ length: classes }, (_, label) => label),
    remap,
    onProgress: (done) => progress.step(items[done - 1].id),
  }).finally(() => progress.stop());
  if (preview !== undefined) {
    const readable = new Set(report.items.map(({ id }) => id));
    const shown = items.filter(({ id }) => readable.has(id));
    if (shown.length === 0)
      throw new CliError('input', 'No item can be read, so there is nothing to preview.');
    await writeFileAtomic(preview, encodePng(await previewDataset(shown, { read: readBytes, remap })));
  }

  process.stdout.write(
    json
      ? `${JSON.stringify({ ...report, masksWithoutImage, ignored }, null, 2)}\n`
      : formatReport(report) +
          (masksWithoutImage.length > 0
            ? `  error [mask-without-image] ${masksWithoutImage.length} masks: ${nameSome(masksWithoutImage)}\n`
            : '') +
          (ignored.length > 0 ? `not looked at  ${nameSome(ignored)}\n` : ''),
  );
  const errors =
    report.issues.filter(({ severity }) => severity === 'error').length + masksWithoutImage.length;
  if (errors > 0) {
    throw new CliError(
      'input',
      `The data set has ${errors} ${errors === 1 ? 'error' : 'errors'}; see the report.`,
    );
  }
}
