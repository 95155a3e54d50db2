import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Compress } from '@miniseg/formats';

const compressed = promisify(deflate);

/** Of pictures that are looked at: on a thread of its own, and several times faster than in JavaScript. */
export const compress: Compress = (bytes) => compressed(bytes, { level: 4 });
