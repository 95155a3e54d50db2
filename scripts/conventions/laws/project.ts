/** The project as the laws see it: its workspaces, their manifests and their sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders that hold one workspace each. */
const GROUPS = ['packages', 'apps', 'examples'];

const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'fixtures', 'coverage', '.turbo']);

export interface Manifest {
  name: string;
  private?: boolean;
  exports?: Record<string, unknown>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  [field: string]: unknown;
}

export interface Workspace {
  /** Of its folder: `metrics` for `packages/metrics`. */
  name: string;
  group: string;
  /** From the project's root, with slashes. */
  folder: string;
  manifest: Manifest;
}

export function workspacesOf(root: string): Workspace[] {
  return GROUPS.flatMap((group) => {
    const folder = path.join(root, group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => existsSync(path.join(folder, name, 'package.json')))
      .map((name) => ({
        name,
        group,
        folder: `${group}/${name}`,
        manifest: JSON.parse(readFileSync(path.join(folder, name, 'package.json'), 'utf8')) as Manifest,
      }));
  });
}

/** Files below a folder of the project, from the project's root, without what is generated or installed. */
export function filesBelow(root: string, folder: string, extension: RegExp): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(root, file, extension);
    return extension.test(entry.name) ? [file] : [];
  });
}

/** What a workspace publishes or runs: its `src` without tests. */
export function sourcesOf(root: string, { folder }: Workspace): string[] {
  return filesBelow(root, `${folder}/src`, /\.[mc]?tsx?$/).filter((file) => !/\.test\.tsx?$/.test(file));
}

export function textOf(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
