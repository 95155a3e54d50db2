/** Against a real archive. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOrthanc, type Orthanc, startOrthanc, WITHOUT_ORTHANC } from '../test/orthanc.js';
import { storableDicom } from '../test/tiny-dicom.js';
import { DicomWebClient } from './index.js';

if (!hasOrthanc) console.log(WITHOUT_ORTHANC);

describe.skipIf(!hasOrthanc)('with Orthanc', () => {
  let orthanc: Orthanc;
  let client: DicomWebClient;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    client = new DicomWebClient({ baseUrl: orthanc.url, pageSize: 2 });
  });
  afterAll(() => orthanc?.stop());

  it('stores, finds and fetches', async () => {
    const files = [1, 2, 3, 4, 5].flatMap((series) =>
      [1, 2, 3].map((instance) => storableDicom('1.2.3', `1.2.3.${series}`, instance)),
    );
    expect((await client.store(files)).stored).toHaveLength(15);
    // The same once more changes nothing.
    expect((await client.store(files.slice(0, 2), { studyInstanceUid: '1.2.3' })).failed).toEqual([]);

    const found = [];
    for await (const series of client.searchSeries('Modality=CT&StudyDate=20200301-20200401'))
      found.push(series);
    expect(found.map(({ seriesInstanceUid }) => seriesInstanceUid).sort()).toEqual(
      [1, 2, 3, 4, 5].map((series) => `1.2.3.${series}`),
    );
    expect(found[0]).toMatchObject({
      studyInstanceUid: '1.2.3',
      modality: 'CT',
      instances: 3,
      description: 'Thorax',
    });

    const fetched = [];
    for await (const file of client.retrieveSeries(found[0]))
      fetched.push(Buffer.from(file).includes('Phantom^One'));
    expect(fetched).toEqual([true, true, true]);

    const none = [];
    for await (const study of client.searchStudies({ StudyDate: '19990101' })) none.push(study);
    expect(none).toEqual([]);
  });

  it('says what an archive cannot take', async () => {
    const broken = new Uint8Array(300).fill(1);
    await expect(client.store([broken])).rejects.toMatchObject({ code: 'http', status: 400 });
    const nowhere = { studyInstanceUid: '1.9', seriesInstanceUid: '1.9.9' };
    await expect(client.retrieveSeries(nowhere).next()).rejects.toMatchObject({ code: 'http', status: 404 });
  });
});
