/** The version of this package and of tfjs, for reports. */
import { createRequire } from 'node:module';

// Read, not imported: most of what has a version in it needs no tfjs.
const versionOf = (manifest: string) =>
  (createRequire(import.meta.url)(manifest) as { version: string }).version;

export const versions = {
  miniseg: versionOf('@miniseg/cli/package.json'),
  tfjs: versionOf('@tensorflow/tfjs-core/package.json'),
  node: process.versions.node,
};

export const DISCLAIMER =
  'Not a medical device: for research and education only, not for diagnosis or treatment.';
