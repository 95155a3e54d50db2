/** What `miniseg segment` loads before it knows that it needs tfjs: nothing of it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const packages = path.resolve(import.meta.dirname, '../../..');
/** What stays of a module's imports when types are gone, without those that are loaded on demand. */
const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)from '([^']+)'/gm)]
    .filter(([, names]) => !/^\{(\s*type [^,}]+,?)+\s*\}\s*$/.test(names))
    .map(([, , from]) => from);

function sourceOf(from: string, importer: string): string | undefined {
  if (from.startsWith('.')) return path.resolve(path.dirname(importer), from.replace(/\.js$/, '.ts'));
  const [, name, entry] = /^@miniseg\/([a-z]+)(?:\/(.+))?$/.exec(from) ?? [];
  return name && path.join(packages, name, 'src', entry ?? '', 'index.ts');
}

/** Sources and foreign packages that are loaded with a file. */
function loadedWith(file: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (source: string) => {
    if (loaded.has(source)) return;
    loaded.add(source);
    for (const from of importsOf(source)) {
      const own = sourceOf(from, source);
      if (own === undefined) loaded.add(from);
      else if (existsSync(own)) visit(own);
      else throw new Error(`${source} imports ${from}, which is not found as ${own}`);
    }
  };
  visit(file);
  return loaded;
}

const at = (file: string) => path.join(packages, 'cli', 'src', file);
const tfjs = (loaded: Set<string>) => [...loaded].filter((name) => name.startsWith('@tensorflow/'));

it('the command line, and a slice through weights that were compiled before, need no tfjs', () => {
  expect(tfjs(loadedWith(at('main.ts')))).toEqual([]);
  const segment = loadedWith(at('commands/segment.ts'));
  expect(segment.has(path.join(packages, 'engine', 'src', 'engine.ts'))).toBe(true);
  expect(tfjs(segment)).toEqual([]);
});

it('and what builds a model does', () => {
  expect(tfjs(loadedWith(at('network/start-model.ts')))).toContain('@tensorflow/tfjs-layers');
});

it('no command is loaded with the command line', () => {
  const loaded = [...loadedWith(at('main.ts'))];
  expect(loaded.filter((name) => name.includes('/commands/'))).toEqual([]);
});
