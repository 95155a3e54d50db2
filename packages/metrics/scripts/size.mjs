/** Prints what a bundle of some exports weighs, minified and gzipped: `node packages/metrics/scripts/size.mjs`. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** Bytes of a tree-shaken bundle that imports only these names. */
export async function gzippedSize(names) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${names.join(', ')} } from ${JSON.stringify(entry)};\nconsole.log(${names.join(', ')});`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
  });
  return gzipSync(outputFiles[0].contents).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bundles = [
    ['confusion', 'scores'],
    ['confusion', 'iou'],
    ['maskDistances', 'hausdorff', 'surfaceDice'],
    ['paperMetrics', 'toCsv', 'toJson'],
  ];
  for (const names of bundles) console.log(`${await gzippedSize(names)} bytes gzipped: ${names.join(', ')}`);
}
