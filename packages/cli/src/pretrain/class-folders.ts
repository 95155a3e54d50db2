/** Pictures in a folder for each class, as ImageNet lies on a disk. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Random } from '@miniseg/data';
import { CliError } from '../errors.js';
import { isHidden } from '../files/list-files.js';
import { isFolder, readable } from '../files/readable.js';

export interface ClassPicture {
  /** `class/name`, or with train/ and val/ `train/class/name`. */
  id: string;
  file: string;
  /** Index into `classes`. */
  label: number;
}

export interface ClassPictures {
  /** Names of the folders, sorted. */
  classes: string[];
  training: ClassPicture[];
  validation: ClassPicture[];
  /** Files that are no pictures. */
  ignored: number;
}

const SUFFIXES = ['.png', '.jpg', '.jpeg'];

/**
 * With `train/` and `val/` in it, these hold the classes; otherwise a share of each class is held out by chance.
 *
 * @throws {CliError} for fewer than two classes, a class without pictures, or a val/ with other classes than train/
 */
export async function findClassPictures(
  folder: string,
  { validationShare, seed }: { validationShare?: number; seed: number },
): Promise<ClassPictures> {
  const what = `The folder of pictures '${folder}'`;
  if (!(await isFolder(what, folder))) {
    throw new CliError(
      'invalid-argument',
      `${what} is a file. Give the folder that holds a folder for each class.`,
    );
  }
  const names = await subfolders(folder);
  if (!names.includes('train') || !names.includes('val')) {
    const { classes, pictures, ignored } = await readClasses(folder, '');
    return { classes, ignored, ...holdOut(pictures, classes, validationShare ?? 0.1, seed) };
  }
  if (validationShare !== undefined) {
    throw new CliError(
      'invalid-argument',
      `--validation-share holds pictures out by chance, and '${folder}' has train/ and val/, so that it has no effect. Leave it out.`,
    );
  }
  const train = await readClasses(path.join(folder, 'train'), 'train/');
  const val = await readClasses(path.join(folder, 'val'), 'val/');
  const other =
    val.classes.find((name) => !train.classes.includes(name)) ??
    train.classes.find((name) => !val.classes.includes(name));
  if (other !== undefined) {
    throw new CliError(
      'input',
      `The class '${other}' is in one of train/ and val/ alone. Both need a folder for each class.`,
    );
  }
  return {
    classes: train.classes,
    training: train.pictures,
    validation: val.pictures,
    ignored: train.ignored + val.ignored,
  };
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readable(
    `The folder of pictures '${folder}'`,
    readdir(folder, { withFileTypes: true }),
  );
  return entries
    .filter((entry) => entry.isDirectory() && !isHidden(entry.name))
    .map(({ name }) => name)
    .sort();
}

async function readClasses(folder: string, prefix: string) {
  const classes = await subfolders(folder);
  if (classes.length < 2) {
    throw new CliError(
      'input',
      `'${folder}' holds ${classes.length === 0 ? 'no folder' : 'one folder'}; it must hold a folder of pictures for each of at ` +
        'least two classes.',
    );
  }
  const pictures: ClassPicture[] = [];
  let ignored = 0;
  for (const [label, name] of classes.entries()) {
    const files = (await readdir(path.join(folder, name), { withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const wanted = files
      .map((entry) => entry.name)
      .filter((file) => !isHidden(file) && SUFFIXES.includes(path.extname(file).toLowerCase()))
      .sort();
    ignored += files.length - wanted.length;
    if (wanted.length === 0) {
      throw new CliError(
        'input',
        `The class '${prefix}${name}' holds no PNG or JPEG picture. Remove its folder, or fill it.`,
      );
    }
    for (const file of wanted) {
      pictures.push({ id: `${prefix}${name}/${file}`, file: path.join(folder, name, file), label });
    }
  }
  return { classes, pictures, ignored };
}

/** Of each class the same share, and at least one picture on each side. */
function holdOut(pictures: readonly ClassPicture[], classes: readonly string[], share: number, seed: number) {
  const training: ClassPicture[] = [];
  const validation: ClassPicture[] = [];
  for (const [label, name] of classes.entries()) {
    const own = pictures.filter((picture) => picture.label === label);
    if (own.length < 2) {
      throw new CliError(
        'input',
        `The class '${name}' holds one picture; it needs at least two, one of which is held out.`,
      );
    }
    const order = Random.from(seed, 'hold-out', name).shuffle([...own.keys()]);
    const held = new Set(
      order.slice(0, Math.min(own.length - 1, Math.max(1, Math.round(share * own.length)))),
    );
    for (const [index, picture] of own.entries()) (held.has(index) ? validation : training).push(picture);
  }
  return { training, validation };
}
