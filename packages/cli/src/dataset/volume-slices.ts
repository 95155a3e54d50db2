/** The slices of a data set of volumes: each volume is read once, checked, and cut. */
import type { DatasetItem } from '@miniseg/data';
import { CliError } from '../errors.js';
import { sha256 } from '../files/sha256.js';
import { parseWindow } from '../options/grey-values.js';
import type { VolumeSettings } from './data-settings.js';
import { type LabeledVolume, readLabeledVolume } from './read-labeled-volume.js';
import { SliceFile } from './slice-file.js';
import { SliceSampler } from './slice-sampler.js';
import type { StoredItem } from './slice-store.js';

export interface CutVolumes {
  /** In the order of the items; of each its slices from the feet to the head. */
  training: StoredItem[];
  validation: StoredItem[];
  /** What was done and what is odd, in sentences. */
  remarks: string[];
}

export interface VolumeItems {
  training: readonly DatasetItem[];
  validation: readonly DatasetItem[];
  remap?: Readonly<Record<number, number>>;
  hounsfield?: boolean;
  /** Bytes that the command may take; default: three quarters of the machine. */
  maxMemory?: number;
}

/** Factor by which the pixels that the network sees may differ between patients: a child's chest and a man's. */
const ALIKE = 1.6;

/**
 * One volume is in memory at a time; the slices that are wanted go to the disk.
 *
 * @param onVolume told of each that was cut
 * @throws {CliError} `input` that names the file, the rule and the cure
 */
export async function cutVolumes(
  { training, validation, remap, hounsfield, maxMemory }: VolumeItems,
  settings: VolumeSettings,
  onVolume: (id: string, slices: number) => void = () => {},
): Promise<CutVolumes> {
  const { window, range, foregroundShare } = settings;
  const options = {
    ...{ remap, hounsfield, maxMemory },
    ...(window === undefined ? {} : { window: parseWindow(window) }),
    ...(range === undefined ? {} : { range }),
  };
  const file = new SliceFile();
  const sampler = await SliceSampler.of(training, foregroundShare, { remap, maxMemory });
  const seen = new Comparisons(settings);
  const cut: CutVolumes = { training: [], validation: [], remarks: [] };
  let empty = 0;
  for (const side of ['training', 'validation'] as const) {
    for (const item of side === 'training' ? training : validation) {
      const volume = await readLabeledVolume(item, options);
      seen.compare(item, volume, side);
      const wanted = Array.from({ length: volume.shape[0] }, (_, slice) => slice).filter(
        (slice) => side === 'validation' || sampler.takes(volume.marked(slice)),
      );
      if (side === 'validation') empty += wanted.filter((slice) => !volume.marked(slice)).length;
      for (const slice of wanted) cut[side].push(await keep(file, item, volume, slice));
      for (const note of volume.notes) cut.remarks.push(`'${item.image}': ${note}`);
      onVolume(item.id, wanted.length);
    }
  }
  if (cut.training.length === 0) {
    throw new CliError(
      'input',
      `None of the ${training.length} volumes to train on has a slice with findings. Are these the right masks?`,
    );
  }
  return {
    ...cut,
    remarks: [...summarize(cut.remarks), ...seen.remarks, ...sampler.remarks, ...emptyNote(empty, cut)],
  };
}

async function keep(
  file: SliceFile,
  { id }: DatasetItem,
  volume: LabeledVolume,
  slice: number,
): Promise<StoredItem> {
  const [slices, height, width] = volume.shape;
  const grey = await file.append(volume.grey(slice));
  const marks = volume.labels(slice);
  const labels = marks.some((label) => label !== 0) ? await file.append(marks) : undefined;
  const name = `${id}_s${String(slice).padStart(String(slices - 1).length, '0')}`;
  const area = width * height;
  return {
    id: name,
    read: async () => ({
      slice: {
        ...{ id: name, width, height },
        grey: await file.read(grey, area),
        labels: labels === undefined ? new Uint8Array(area) : await file.read(labels, area),
      },
      sha256: sha256(Buffer.from(`${volume.sha256} ${slice}`)),
    }),
  };
}

/** The same note of many files once. */
function summarize(remarks: readonly string[]): string[] {
  const files = new Map<string, string[]>();
  for (const remark of remarks) {
    const [, file, note] = /^'(.*?)': (.*)$/s.exec(remark) ?? ['', '', remark];
    files.set(note, [...(files.get(note) ?? []), file]);
  }
  return [...files].map(([note, [first, ...others]]) =>
    others.length > 0 ? `'${first}' and ${others.length} more: ${note}` : `'${first}': ${note}`,
  );
}

function emptyNote(empty: number, { validation }: CutVolumes): string[] {
  if (empty === 0) return [];
  return [
    `${empty} of ${validation.length} validation slices have no findings. By the protocol 'reference' those in which nothing is found ` +
      'score 0; --set protocol=paper leaves them out of the means.',
  ];
}

/** What all volumes of a data set have to have in common. */
class Comparisons {
  readonly #allow: boolean;
  readonly #images = new Map<string, { file: string; side: string }>();
  #first: { file: string; guessed: string | undefined } | undefined;
  #smallest: { file: string; width: number; text: string } | undefined;
  #largest: { file: string; width: number; text: string } | undefined;
  readonly #steps = new Set<number>();

  constructor({ mixedSpacings = false }: VolumeSettings) {
    this.#allow = mixedSpacings;
  }

  /** @throws {CliError} `input` that names both files */
  compare({ image }: DatasetItem, volume: LabeledVolume, side: string): void {
    this.#compareContent(image, volume, side);
    this.#compareScale(image, volume);
    this.#compareSpacing(image, volume);
  }

  #compareContent(file: string, { imageSha256 }: LabeledVolume, side: string): void {
    const other = this.#images.get(imageSha256);
    if (other && other.side !== side) {
      throw new CliError(
        'input',
        `'${other.file}' and '${file}' are the same scan, in ${other.side} and in ${side}: scores would be of what was trained on. ` +
          'Leave it in one of them, or remove one.',
      );
    }
    this.#images.set(imageSha256, { file, side });
  }

  #compareScale(file: string, { scale }: LabeledVolume): void {
    const { guessed } = scale;
    this.#first ??= { file, guessed };
    if (this.#first.guessed === guessed) return;
    const says = (kind: string | undefined) =>
      kind === 'hounsfield'
        ? 'look like Hounsfield units'
        : kind === 'range'
          ? 'are of no known unit'
          : 'are known';
    throw new CliError(
      'input',
      `The values of '${this.#first.file}' ${says(this.#first.guessed)}, those of '${file}' ${says(guessed)}: they would be seen in ` +
        'different ways. Say what all of them are with --window (Hounsfield units) or --range.',
    );
  }

  #compareSpacing(file: string, { shape, spacing }: LabeledVolume): void {
    if (spacing === undefined) return;
    this.#steps.add(Number(spacing[0].toFixed(3)));
    // Slices are brought to one size in pixels: what counts is how much of the patient they show.
    const width = Math.max(shape[1] * spacing[1], shape[2] * spacing[2]);
    const own = {
      ...{ file, width },
      text: `${shape[2]} x ${shape[1]} pixels of ${[2, 1].map((axis) => Number(spacing[axis].toFixed(3))).join(' x ')} mm`,
    };
    if (width < (this.#smallest?.width ?? Number.POSITIVE_INFINITY)) this.#smallest = own;
    if (width > (this.#largest?.width ?? 0)) this.#largest = own;
    const [small, large] = [this.#smallest, this.#largest];
    if (this.#allow || !small || !large || large.width <= ALIKE * small.width) return;
    throw new CliError(
      'input',
      `The spacings are mixed: a slice of '${small.file}' has ${small.text}, ${Math.round(small.width)} mm in all, one of '${large.file}' ` +
        `${large.text}, ${Math.round(large.width)} mm. All slices are brought to one size, so that the same organ would be ` +
        `${(large.width / small.width).toFixed(1)} times as large. Crop or resample the volumes, or pass --set mixedSpacings=true to ` +
        'train on both.',
    );
  }

  get remarks(): string[] {
    const steps = [...this.#steps].sort((a, b) => a - b);
    if (steps.length < 2) return [];
    return [`Slices lie from ${steps[0]} to ${steps.at(-1)} mm apart; each is seen by itself.`];
  }
}
