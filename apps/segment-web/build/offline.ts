/** A service worker that keeps the built files: the page then works offline, and isolated from other origins. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Decoders of niivue for formats that the page never hands to it. */
const NEVER_USED = /(blosc|zstd|lz4)-/;

export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const built = Object.keys(bundle).filter((name) => name !== 'index.html' && !NEVER_USED.test(name));
      const files = ['./', ...built, 'manifest.webmanifest'];
      const hash = createHash('sha256');
      for (const file of Object.values(bundle)) {
        hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
      }
      const source = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8')
        .replace('__FILES__', JSON.stringify(files))
        .replace('__VERSION__', JSON.stringify(hash.digest('hex').slice(0, 12)));
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  };
}
