/** The slices that the arguments name: files as they are, folders as the PNG files in them. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from './errors.js';

export interface InputSlice {
  file: string;
  /** File name without its suffix: results are named after it. */
  name: string;
}

/**
 * @throws CliError when a path is missing, a folder holds no PNG, or two slices would get results of the same name.
 */
export async function collectInputs(paths: readonly string[]): Promise<InputSlice[]> {
  const files: string[] = [];
  for (const given of paths) {
    const found = await stat(given).catch((cause: Error) => {
      throw new CliError('input', `'${given}' cannot be read: ${cause.message}. Check the path.`, { cause });
    });
    if (!found.isDirectory()) {
      files.push(given);
      continue;
    }
    const names = (await readdir(given)).filter((name) => /\.png$/i.test(name)).sort();
    if (names.length === 0) {
      throw new CliError(
        'input',
        `The folder '${given}' holds no .png file. Give a folder of slices, or name the files.`,
      );
    }
    files.push(...names.map((name) => path.join(given, name)));
  }
  const slices = files.map((file) => ({ file, name: path.basename(file, path.extname(file)) }));
  const seen = new Map<string, string>();
  for (const { file, name } of slices) {
    const other = seen.get(name);
    if (other !== undefined) {
      throw new CliError(
        'input',
        `'${other}' and '${file}' would both give '${name}.png'. Rename one of them, or run them into different folders.`,
      );
    }
    seen.set(name, file);
  }
  return slices;
}
