/** Situations of users that once went wrong, as files of the shared folder. */
import { sharedAvailable } from '@miniseg/testkit';
import { describe, expect, test } from 'vitest';
import {
  decodePng,
  groupDicomSeries,
  readDicom,
  readGreySlice,
  readNifti,
  readSeriesVolume,
  readVolume,
  voxelVolume,
  writeDicomSegmentation,
  writeNifti,
} from './index.js';
import { readBytes, readFolder, readPath } from './node/index.js';

const at = (name: string) => `${process.env.MINISEG_SHARED}/cases/files/${name}`;
const folderOf = async (name: string) => groupDicomSeries(await readFolder(at(name)));
/** pixdim, codes, quaternion, offsets and sform of a NIfTI-1 header. */
const place = (file: Uint8Array) => [...file.subarray(76, 92), ...file.subarray(252, 328)];

describe.skipIf(!sharedAvailable)('cases of users (need the shared folder)', () => {
  test.each(['01/nocodes', '02/negative_pixdim_qform_only', '02/qform1_sform2', '18/zero_pixdim3'])(
    '%s.nii.gz: the mask has the header of its source',
    async (name) => {
      const { gunzipSync } = await import('fflate');
      const bytes = await readBytes(at(`${name}.nii.gz`));
      const scan = readNifti(bytes);
      const mask = writeNifti({ ...scan, data: new Uint8Array(scan.data.length) }, { gzip: false });
      expect(place(mask)).toEqual(place(gunzipSync(bytes)));
      expect(scan.notes?.length).toBeGreaterThan(0);
      expect(voxelVolume(scan) === undefined).toBe(name.startsWith('18'));
    },
  );

  test.each(['04/gap', '04/uneven', '05/tilt'])(
    '%s: volume, NIfTI and segmentation lie at the positions',
    async (name) => {
      const [series] = (await folderOf(name)).series;
      const volume = await readSeriesVolume(series);
      const perSlice = volume.shape[1] * volume.shape[2];
      const data = new Uint8Array(volume.data.length);
      for (const [slice, image] of series.slices.entries())
        if (image) data[slice * perSlice] = 1 + image.file;
      const map = readNifti(writeNifti({ ...volume, data }));
      const segments = series.files.map((_, file) => ({ label: 1 + file, name: `Image ${file}` }));
      const seg = await readDicom(
        writeDicomSegmentation({ data, shape: volume.shape }, series, { segments }),
      );
      for (const [file, { header }] of series.files.entries()) {
        const { position = [0, 0, 0] } = header.frames[0];
        for (const read of [map, seg]) {
          const off = Array.from({ length: read.shape[0] }, (_, slice) => slice)
            .filter((slice) => read.data[slice * perSlice] === 1 + file)
            .map((slice) =>
              Math.hypot(
                ...position.map(
                  (value, axis) =>
                    read.origin[axis] + slice * read.spacing[0] * read.direction[0][axis] - value,
                ),
              ),
            );
          expect(Math.min(...off)).toBeLessThan(1e-2);
        }
      }
      // README 05: too large by 1 / cos(tilt) when spacings were multiplied.
      const [, rows, columns] = series.spacing;
      if (name === '05/tilt')
        expect(voxelVolume(series)).toBeCloseTo(33.74875 * rows * columns * 0.95533649, 0);
    },
  );

  test('06: 16-bit Hounsfield units look as the 8-bit lung window does', async () => {
    const wanted = decodePng(await readBytes(at('06/png/lung_window_8bit.png'))).data;
    for (const name of ['hu_plus_32768', 'hu_plus_1024']) {
      const { data, white, notes } = await readGreySlice(await readBytes(at(`06/png/${name}.png`)));
      expect([Array.from(data).join() === Array.from(wanted).join(), white, notes?.length]).toEqual([
        true,
        255,
        1,
      ]);
    }
  });

  test('07, 08, 10, 11: values are those of pydicom', async () => {
    const read = async (name: string) => readVolume(await readBytes(at(name)));
    expect((await read('07/08_commaslope.dcm')).data[0]).toBe(1104.5);
    expect((await read('07/09_commaspacing.dcm')).spacing).toEqual([2, 0.78, 0.79]);
    expect((await read('07/09b_commaipp.dcm')).origin).toEqual([-10.5, -20.5, 30.5]);
    expect((await read('08/01_mono1_ct.dcm')).data[0]).toBe(395);
    expect([...(await read('10/13_be8ow.dcm')).data.subarray(0, 2)]).toEqual([-876, -925]);
    expect((await read('11/lossless.dcm')).data).toEqual((await read('11/same_uncompressed.dcm')).data);
  });

  test('12, 20, 22: acquisitions are apart, copies are copies, an empty slice is damage', async () => {
    expect(
      (await folderOf('12/two_acquisitions')).series.map(({ shape, origin }) => [shape[0], origin[2]]),
    ).toEqual([
      [8, 0],
      [8, 0.5],
    ]);
    const [copies] = (await folderOf('20/mf_copies')).series;
    expect([copies.shape, (await readSeriesVolume(copies)).data.length]).toEqual([[5, 16, 20], 1600]);
    expect(copies.issues).toContainEqual(
      expect.objectContaining({
        kind: 'duplicate',
        message: expect.stringMatching(/2 file\(s\) are copies/),
      }),
    );
    const { series, ignored } = await folderOf('22/zero_byte_slice');
    expect(series[0].shape[0]).toBe(8);
    expect(ignored).toMatchObject([{ name: 'IM003', code: 'empty', damaged: true }]);
    expect((await readPath(at('22/zero_byte_slice'))).notes).toContainEqual(
      expect.stringMatching(/IM003 was left out/),
    );
  });

  test('13: what follows a gzip stream is left out, and what is missing is called cut off', async () => {
    const plain = await readPath(at('13/trailing_zeros.nii.gz'));
    expect(plain.notes).toEqual([expect.stringMatching(/512 byte\(s\) behind/)]);
    expect((await readPath(at('13/trailing_bytes.nii.gz'))).data).toEqual(plain.data);
    await expect(readPath(at('13/small_truncated.nii.gz'))).rejects.toMatchObject({ code: 'truncated' });
  });

  test('17: hidden files count for nothing, and are named', async () => {
    const { ignored } = await folderOf('17/slices');
    expect(ignored).toContainEqual(expect.objectContaining({ name: '._a.png', damaged: false }));
  });

  test('18: without positions SliceLocation tells', async () => {
    const [{ spacing, origin, assumedSpacing }] = (await folderOf('18/nothickness')).series;
    expect([spacing[0], origin[2], assumedSpacing]).toEqual([22.5, 142.5, undefined]);
  });
});
