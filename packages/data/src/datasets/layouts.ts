/** Public data sets recognized by the names of their files. */
import { checkList } from '../check-values.js';
import { CT100_TO_INFECTION } from '../prepare/remap-labels.js';
import type { DatasetItem } from './dataset-item.js';
import { pairFiles } from './pair-files.js';

/** A public data set that is recognized by its file names. */
export interface Layout {
  name: 'ct100-png' | 'ct100-nifti' | 'mosmed' | 'coronacases' | 'radiopaedia-volumes';
  description: string;
  /** 'slices': a file is a picture. 'stack': one file holds all pictures. 'volumes': a file is a patient. */
  kind: 'slices' | 'stack' | 'volumes';
  /** Stored label to infection (1) or background (0). */
  labels: Readonly<Record<number, number>>;
  find(names: readonly string[]): DatasetItem[];
}

const BINARY = { 0: 0, 1: 1 } as const;
const paired = (image: string, mask: string) => (names: readonly string[]) =>
  pairFiles(names, { image, mask }).items.filter((item) => item.mask);
const asPatients = (find: Layout['find']) => (names: readonly string[]) =>
  find(names).map((item) => ({ ...item, group: item.group ?? item.id }));

/** All layouts that `detectLayout` knows, in the order in which they are tried. */
export const LAYOUTS: readonly Layout[] = [
  {
    name: 'ct100-png',
    description:
      'COVID-19 CT segmentation data set, 100 slices as 8-bit PNG: images/tr_im_*.png, masks/tr_mask_*.png',
    kind: 'slices',
    labels: BINARY,
    find: paired('tr_im_{id}.png', 'tr_mask_{id}.png'),
  },
  {
    name: 'ct100-nifti',
    description:
      'COVID-19 CT segmentation data set as published: tr_im.nii(.gz), tr_mask.nii(.gz) with four classes',
    kind: 'stack',
    labels: CT100_TO_INFECTION,
    find: (names) => {
      const byBase = (base: string) =>
        names.find((name) => new RegExp(`(^|[/\\\\])${base}\\.nii(\\.gz)?$`).test(name));
      const [image, mask] = [byBase('tr_im'), byBase('tr_mask')];
      return image && mask ? [{ id: 'tr_im', image, mask }] : [];
    },
  },
  {
    name: 'mosmed',
    description: 'MosMedData: studies/CT-1/study_*.nii.gz, masks/study_*_mask.nii.gz',
    kind: 'volumes',
    labels: BINARY,
    find: asPatients(paired('studies/*/study_{id}.nii.gz', 'masks/study_{id}_mask.nii.gz')),
  },
  {
    name: 'coronacases',
    description:
      'COVID-19-CT-Seg 20 cases (coronacases, Radiopaedia): COVID-19-CT-Seg_20cases/*, Infection_Mask/*',
    kind: 'volumes',
    labels: BINARY,
    find: asPatients(paired('COVID-19-CT-Seg_20cases/{id}.nii.gz', 'Infection_Mask/{id}.nii.gz')),
  },
  {
    name: 'radiopaedia-volumes',
    description:
      'Nine Radiopaedia volumes of medicalsegmentation.com: rp_im/*.nii.gz, rp_msk/*.nii.gz with four classes',
    kind: 'volumes',
    labels: CT100_TO_INFECTION,
    find: asPatients(paired('rp_im/{id}.nii.gz', 'rp_msk/{id}.nii.gz')),
  },
];

/**
 * The known layout of a folder, by its file names (paths with / or \), and the items in it.
 *
 * @returns undefined where no layout fits: pair by pattern or list then
 *
 * @example
 * const found = detectLayout(['images/tr_im_0001.png', 'masks/tr_mask_0001.png']);
 * found?.layout.name; // 'ct100-png'
 */
export function detectLayout(names: readonly string[]): { layout: Layout; items: DatasetItem[] } | undefined {
  checkList(names, 'The names', 'they are an array of file names');
  for (const layout of LAYOUTS) {
    const items = layout.find(names);
    if (items.length > 0) return { layout, items };
  }
  return undefined;
}
