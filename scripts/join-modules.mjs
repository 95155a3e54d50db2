/**
 * Joins the modules of a package for Node, into `dist/joined`. Node spends a third of a millisecond on each file that it
 * loads, and the command line would load 360 of them before its first slice. Pages get the single modules, of which their
 * bundlers take what is used. Run by the package's `build`, in its folder, behind the compiler.
 */
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.entries(exports).filter(([name]) => name !== './package.json');
for (const [name, { node, default: single }] of entries) {
  // All of them, or what they share would exist twice.
  const joined = single.replace('./dist/', './dist/joined/');
  if (node !== joined) throw new Error(`package.json: '${name}' needs "node": "${joined}" before "default".`);
}
rmSync('dist/joined', { recursive: true, force: true });
await build({
  entryPoints: entries.map(([, entry]) => entry.default),
  outbase: 'dist',
  outdir: 'dist/joined',
  bundle: true,
  packages: 'external',
  // What the manifest's `imports` name is resolved by Node.
  external: ['#*'],
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // The package has them.
  sourcesContent: false,
  logLevel: 'warning',
});
