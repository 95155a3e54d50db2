/** Law: one shape of errors, and codes out of the one list of docs/errors.md. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { textOf, type Workspace, workspacesOf } from './project.js';

export function errorShape(root: string): string[] {
  const known = new Set(
    [...textOf(root, 'docs/errors.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code),
  );
  return workspacesOf(root)
    .filter(({ group, manifest }) => group === 'packages' && !manifest.private)
    .flatMap((workspace) => faultsOf(root, workspace, known));
}

function faultsOf(root: string, { name, folder, manifest }: Workspace, known: ReadonlySet<string>): string[] {
  const file = `${folder}/src/errors.ts`;
  if (!existsSync(path.join(root, file))) return [`${file}: is missing; a package has one class of errors`];
  const text = textOf(root, file);
  const classes = [...text.matchAll(/^export class (\w+) extends Error \{$/gm)].map(
    ([, className]) => className,
  );
  if (classes.length !== 1) return [`${file}: has ${classes.length} classes of errors; a package has one`];
  const [error] = classes;
  const parts: Record<string, string> = {
    'the brand': `const BRAND = Symbol.for('${manifest.name}.error');`,
    'the name': `override readonly name = '${error}';`,
    'the code': `readonly code: ${error}Code;`,
    'the branding': 'Object.defineProperty(this, BRAND, { value: true });',
    isInstance: `static isInstance(value: unknown): value is ${error} {\n    return typeof value === 'object' && value !== null && BRAND in value;`,
    'the type of codes': `export type ${error}Code =`,
  };
  const missing = Object.entries(parts).filter(([, part]) => !text.includes(part));
  const codes = codesOf(text, error);
  return [
    ...missing.map(
      ([what, part]) => `${file}: ${what} is not written as in the other packages: ${part.split('\n')[0]}`,
    ),
    ...codes
      .filter((code) => !known.has(code))
      .map((code) => `${file}: the code '${code}' is not in docs/errors.md`),
    ...(codes.includes('invalid-argument') ? [] : [`${file}: ${name} has no code 'invalid-argument'`]),
  ];
}

function codesOf(text: string, error: string): string[] {
  const union = text.split(`export type ${error}Code =`)[1]?.split(';')[0] ?? '';
  return [...union.replace(/\/\*.*?\*\//gs, '').matchAll(/'([^']+)'/g)].map(([, code]) => code);
}
