/** The version of this package and of tfjs, for reports. */
import { readFileSync } from 'node:fs';
import { version_core as tfjs } from '@tensorflow/tfjs-core';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export const versions = { miniseg: version, tfjs, node: process.versions.node };

export const DISCLAIMER =
  'Not a medical device: for research and education only, not for diagnosis or treatment.';
