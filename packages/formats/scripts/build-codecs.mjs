/**
 * The decoders of JPEG-LS and JPEG 2000 in plain JavaScript, as modules for pages: their packages ask for `fs` and
 * `path` in a branch that only Node takes, and bundlers for browsers stop there. Here that branch is gone.
 */
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const { resolve } = createRequire(import.meta.url);

/** `fs` and `path`, of which a page has nothing. */
const nothing = {
  name: 'nothing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(fs|path)$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

await build({
  entryPoints: {
    charls: resolve('@cornerstonejs/codec-charls/decode'),
    openjpeg: resolve('@cornerstonejs/codec-openjpeg/decode'),
  },
  outdir: 'dist/codecs',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  minify: true,
  // With these the decoders do not take Node for Node either, so that the same code runs everywhere.
  define: { process: 'undefined', __filename: 'undefined', __dirname: 'undefined' },
  plugins: [nothing],
  banner: { js: '/*! Licenses: see licenses/codecs.txt of @miniseg/formats. */' },
});
