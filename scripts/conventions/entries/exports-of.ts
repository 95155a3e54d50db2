/** What a package exports, by all the entries that its manifest names. */
import path from 'node:path';
import { filesBelow, type Workspace } from '../laws/project.js';
import type { Exports } from './walk-entries.js';

/**
 * The sources behind the entries: `./dist/node/index.js` is `src/node/index.ts`, and `./dist/networks/*.js` every file of
 * that folder.
 *
 * @param root The project's root.
 */
function entryFiles(root: string, { folder, manifest }: Workspace): string[] {
  return Object.values(manifest.exports ?? {}).flatMap((target) => {
    const built = typeof target === 'string' ? target : (target as { default: string }).default;
    if (!built.endsWith('.js')) return [];
    const source = path.posix.join(folder, built.replace('/dist/', '/src/').replace(/\.js$/, '.ts'));
    if (!source.includes('*')) return [source];
    return filesBelow(root, path.posix.dirname(source), /(?<!\.test)\.ts$/);
  });
}

/** By their names; where two entries export different things by one name, the later has its folder before it. */
export async function exportsOf(root: string, workspace: Workspace): Promise<Exports> {
  const all: Exports = {};
  for (const file of entryFiles(root, workspace)) {
    const module: Exports = await import(path.join(root, file));
    for (const [name, value] of Object.entries(module)) {
      const taken = name in all && all[name] !== value;
      all[taken ? `${path.basename(path.dirname(file))}/${name}` : name] = value;
    }
  }
  return all;
}
