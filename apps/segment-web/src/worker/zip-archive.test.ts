import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { ZipArchive } from './zip-archive.js';

it('files come out as they went in, and none replaces another of its name', async () => {
  const archive = new ZipArchive();
  const names = ['a.nii.gz', 'b.png', 'A.nii.gz', 'a.nii.gz'].map((name, at) =>
    archive.add(name, Uint8Array.of(at, at, at)),
  );
  expect(names).toEqual(['a.nii.gz', 'b.png', 'A-2.nii.gz', 'a-3.nii.gz']);
  archive.add('report.json', '{"µ": 1}');
  const files = unzipSync(new Uint8Array(await archive.end().arrayBuffer()));
  expect(Object.keys(files)).toEqual([...names, 'report.json']);
  expect(names.map((name) => [...files[name]])).toEqual([0, 1, 2, 3].map((at) => [at, at, at]));
  expect(strFromU8(files['report.json'])).toBe('{"µ": 1}');
});
