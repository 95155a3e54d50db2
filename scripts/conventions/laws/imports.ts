/** What files import, types included. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { sourcesOf, textOf, type Workspace } from './project.js';

/** The specifiers of a file: imports and re-exports, `import type` and `import('x')` too. */
export function importsOf(root: string, file: string): string[] {
  return ts.preProcessFile(textOf(root, file), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** For each source of a workspace the sources of the same workspace that it imports. */
export function importGraph(root: string, workspace: Workspace): Map<string, string[]> {
  return new Map(
    sourcesOf(root, workspace).map((file) => {
      const local = importsOf(root, file).filter((specifier) => specifier.startsWith('.'));
      return [file, local.flatMap((specifier) => resolve(root, file, specifier) ?? [])];
    }),
  );
}

/** Sources are imported by the name of what is built from them. */
function resolve(root: string, from: string, specifier: string): string | undefined {
  const target = path.posix.join(path.posix.dirname(from), specifier);
  const candidates = [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx'), target];
  return candidates.find((file) => /\.tsx?$/.test(file) && existsSync(path.join(root, file)));
}
