/** A worker that selects a backend and posts the report. */
import { selectBackend } from '../src/index.js';

self.onmessage = async ({ data }: MessageEvent<{ wasmPath: string }>) => {
  try {
    self.postMessage(await selectBackend({ ...data, quiet: true }));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
