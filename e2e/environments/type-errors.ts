/** What TypeScript says of the declarations of installed packages. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/**
 * Checks every entry of every package with `skipLibCheck: false`, without types of Node.
 *
 * @returns Errors in our own declarations, and in how they are found. tfjs and dicom-parser have some of their own.
 */
export async function typeErrors(project: string): Promise<string[]> {
  const file = path.join(project, 'every-entry.mts');
  const entries = await entriesOf(path.join(project, 'node_modules', '@miniseg'));
  await writeFile(file, entries.map((entry, i) => `export type * as e${i} from '${entry}';`).join('\n'));
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !file || !/node_modules\/(?!@miniseg\/)/.test(file.fileName))
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

/** The specifiers under which packages have types, patterns spelled out. */
async function entriesOf(scope: string): Promise<string[]> {
  const specifiers: string[] = [];
  for (const name of await readdir(scope)) {
    const { exports } = JSON.parse(await readFile(path.join(scope, name, 'package.json'), 'utf8'));
    for (const [entry, target] of Object.entries<{ types?: string }>(exports)) {
      if (!target.types) continue;
      if (!entry.includes('*')) specifiers.push(`@miniseg/${name}${entry.slice(1)}`);
      else {
        const [folder] = target.types.split('*');
        for (const file of await readdir(path.join(scope, name, folder))) {
          const [, star] = /^([^.]+)\.d\.ts$/.exec(file) ?? [];
          if (star) specifiers.push(`@miniseg/${name}${entry.slice(1).replace('*', star)}`);
        }
      }
    }
  }
  return specifiers;
}
