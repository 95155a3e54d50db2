/** What users import: every entry of every published package, and the source that it comes from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/shared-folder.mjs';

const packages = path.join(projectRoot, 'packages');

/** @returns A list of `{ name, folder, source }`: '@miniseg/ops/layers', 'ops', an absolute path of TypeScript. */
export function entryPoints() {
  return publishedPackages().flatMap(({ folder, manifest }) =>
    Object.entries(manifest.exports)
      .filter(([, target]) => target.types !== undefined)
      .flatMap(([entry, { types }]) =>
        sourcesOf(folder, types).map(([part, source]) => ({
          name: [manifest.name, entry.slice(2).replace('*', part)].filter(Boolean).join('/'),
          folder,
          source,
        })),
      ),
  );
}

export function publishedPackages() {
  return readdirSync(packages)
    .sort()
    .filter((folder) => existsSync(path.join(packages, folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(path.join(packages, folder, 'package.json'), 'utf8')),
    }))
    .filter(({ manifest }) => !manifest.private);
}

/** Of './dist/x/index.d.ts' the source; of './dist/x/*.d.ts' every source there, with what the star stands for. */
function sourcesOf(folder, types) {
  const source = path.join(packages, folder, types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'));
  if (!source.includes('*')) return [['', source]];
  const [before, after] = source.split('*');
  return readdirSync(path.dirname(before + after))
    .sort()
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$/.test(name))
    .map((name) => [name.slice(0, -3), path.join(path.dirname(before + after), name)]);
}
