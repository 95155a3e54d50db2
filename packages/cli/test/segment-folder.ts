/** A folder of its own for each test, with weights in it, and `miniseg segment` on what is put there. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodePng, type Raster, readNifti, type Volume } from '@miniseg/formats';
import { afterEach, beforeEach } from 'vitest';
import { type CliResult, runCli } from './run-cli.js';
import { writeSmallWeights } from './small-weights.js';

export interface SegmentFolder {
  at(...parts: string[]): string;
  put(name: string, bytes: Uint8Array | string): Promise<void>;
  /** Names of inputs, then options; results go to `out`. */
  segment(inputs: string | string[], ...options: string[]): Promise<CliResult>;
  labels(name: string): Promise<Volume>;
  picture(name: string): Promise<Raster>;
  bytes(name: string): Promise<Uint8Array>;
  // biome-ignore lint/suspicious/noExplicitAny: a report is read as a person would, field by field.
  report(): Promise<any>;
}

export function segmentFolder(): SegmentFolder {
  let root = '';
  const at = (...parts: string[]) => path.join(root, ...parts);
  const bytes = async (name: string) => new Uint8Array(await readFile(at('out', name)));
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
    await writeSmallWeights(at('weights.safetensors'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  return {
    at,
    bytes,
    put: async (name, content) => {
      await mkdir(path.dirname(at(name)), { recursive: true });
      await writeFile(at(name), content);
    },
    segment: (inputs, ...options) =>
      runCli(
        'segment',
        ...[inputs].flat().map((name) => (path.isAbsolute(name) ? name : at(name))),
        // Those of the test replace them: several are averaged.
        ...(options.includes('--weights') ? [] : ['--weights', at('weights.safetensors')]),
        '--out',
        at('out'),
        ...options,
      ),
    labels: async (name) => readNifti(await bytes(name)),
    picture: async (name) => decodePng(await bytes(name)),
    report: async () => JSON.parse(await readFile(at('out', 'report.json'), 'utf8')),
  };
}
