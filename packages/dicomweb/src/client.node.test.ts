import { afterEach, describe, expect, it } from 'vitest';
import { type Answerer, type FakeArchive, fakeArchive } from '../test/fake-archive.js';
import { tinyDicom } from '../test/tiny-dicom.js';
import { DicomWebClient, DicomWebError, type DicomWebOptions } from './index.js';
import { multipartOf } from './multipart.js';

let archive: FakeArchive | undefined;
afterEach(async () => {
  await archive?.close();
  archive = undefined;
});

async function clientOf(answer: Answerer, options: Partial<DicomWebOptions> = {}): Promise<DicomWebClient> {
  archive = await fakeArchive(answer);
  return new DicomWebClient({ baseUrl: archive.url, timeoutMs: 2000, ...options });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const series = (uid: string) => ({
  '0020000D': { vr: 'UI', Value: ['1.2'] },
  '0020000E': { vr: 'UI', Value: [uid] },
  '00080060': { vr: 'CS', Value: ['CT'] },
  '00201209': { vr: 'IS', Value: ['3'] },
});
const one = { studyInstanceUid: '1.2', seriesInstanceUid: '1.2.3' };
const files = ['1.1', '1.22', '1.3'].map((uid) => tinyDicom(uid, new Uint8Array(70_000).fill(13)));

describe('searches', () => {
  it('page by page, to the end', async () => {
    const known = Array.from({ length: 7 }, (_, i) => series(`1.2.${i}`));
    const client = await clientOf(
      ({ query }, response) => {
        const from = Number(query.get('offset'));
        response.end(JSON.stringify(known.slice(from, from + Number(query.get('limit')))));
      },
      { pageSize: 3 },
    );
    const found = await all(client.searchSeries('ModalitiesInStudy=CT&StudyDate=20200301-20200401'));
    expect(found.map(({ seriesInstanceUid }) => seriesInstanceUid)).toEqual(
      known.map((item) => item['0020000E'].Value[0]),
    );
    expect(found[0]).toMatchObject({ studyInstanceUid: '1.2', modality: 'CT', instances: 3 });
    const [first] = archive?.asked ?? [];
    expect(first.path).toBe('/dicom-web/series');
    expect(first.query.get('StudyDate')).toBe('20200301-20200401');
    expect(first.headers.accept).toBe('application/dicom+json');
  });

  it('end where an archive knows no offset, returns fewer than asked, or nothing', async () => {
    const same = await clientOf((_, response) =>
      response.end(JSON.stringify([series('1.2.1'), series('1.2.2')])),
    );
    expect(await all(same.searchSeries())).toHaveLength(2);
    await archive?.close();
    const none = await clientOf((_, response) => response.writeHead(204).end());
    expect(await all(none.searchStudies({ PatientID: 'x' }))).toEqual([]);
  });

  it.each(['limit=3', 'Study Date=1', 'StudyDate=', { __proto__x: '1' }, 7 as never])(
    'refuse the query %j',
    async (query) => {
      const client = new DicomWebClient({ baseUrl: 'http://127.0.0.1:1/x' });
      await expect(all(client.searchSeries(query))).rejects.toMatchObject({ code: 'invalid-argument' });
    },
  );

  it('refuse what is no JSON, or has no identity', async () => {
    const text = await clientOf((_, response) => response.end('<html>'));
    await expect(all(text.searchSeries())).rejects.toThrow(/no JSON/);
    await archive?.close();
    const nameless = await clientOf((_, response) => response.end('[{}]'));
    await expect(all(nameless.searchSeries())).rejects.toThrow(/without StudyInstanceUID/);
  });
});

describe('fetching', () => {
  it('gives each file of a series, as it is stored', async () => {
    const client = await clientOf((_, response) => {
      const { body, contentType } = multipartOf(files);
      response.setHeader('content-type', contentType);
      response.end(body);
    });
    expect(await all(client.retrieveSeries(one))).toEqual(files);
    expect(archive?.asked[0].path).toBe('/dicom-web/studies/1.2/series/1.2.3');
    expect(archive?.asked[0].headers.accept).toContain('transfer-syntax=*');
  });

  it('goes on after a connection that breaks, without a file twice', async () => {
    let tries = 0;
    const client = await clientOf((_, response) => {
      const { body, contentType } = multipartOf(files);
      response.setHeader('content-type', contentType);
      if (++tries > 2) return response.end(body);
      response.write(body.subarray(0, 60_000 + 70_000 * tries));
      setTimeout(() => response.destroy(), 50);
    });
    expect(await all(client.retrieveSeries(one))).toEqual(files);
    expect(tries).toBe(3);
  });

  it('ends the request when no more is wanted', async () => {
    let closed = false;
    const client = await clientOf((_, response) => {
      const { body, contentType } = multipartOf(files);
      response.setHeader('content-type', contentType);
      response.on('close', () => {
        closed = true;
      });
      response.write(body.subarray(0, 100_000));
    });
    for await (const file of client.retrieveSeries(one)) {
      expect(file).toEqual(files[0]);
      break;
    }
    await expect.poll(() => closed).toBe(true);
  });

  it('gives up a silent archive, with the address', async () => {
    const client = await clientOf(() => {}, { timeoutMs: 100, retries: 0 });
    await expect(all(client.retrieveSeries(one))).rejects.toThrow(
      /series\/1\.2\.3 sent nothing for 0\.1 seconds/,
    );
  });

  it('refuses identifiers that are none, before anything is sent', async () => {
    const client = await clientOf((_, response) => response.end());
    await expect(all(client.retrieveSeries({ ...one, seriesInstanceUid: '../1' }))).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    expect(archive?.asked).toEqual([]);
  });
});

describe('storing', () => {
  const answer = {
    '00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.1'] } }] },
    '00081198': {
      vr: 'SQ',
      Value: [
        { '00081155': { vr: 'UI', Value: ['1.22'] }, '00081197': { vr: 'US', Value: [0xa700] } },
        { '00081155': { vr: 'UI', Value: ['1.3'] }, '00081197': { vr: 'US', Value: [0x0111] } },
      ],
    },
  };

  it.each([200, 202, 409])('says what was stored and what was not, with status %i', async (status) => {
    const client = await clientOf((_, response) => response.writeHead(status).end(JSON.stringify(answer)));
    expect(await client.store(files)).toEqual({
      stored: ['1.1', '1.3'],
      failed: [{ sopInstanceUid: '1.22', reason: 'the archive is out of space or memory (0xA700)' }],
    });
    const [{ headers, body, method }] = archive?.asked ?? [];
    expect(method).toBe('POST');
    expect(headers['content-type']).toMatch(/^multipart\/related; type="application\/dicom"; boundary=/);
    expect(body.includes(Buffer.from(files[1]))).toBe(true);
  });

  it('tries again where the archive is busy, when it says so', async () => {
    let tries = 0;
    const client = await clientOf((_, response) => {
      if (++tries < 3) return response.writeHead(503, { 'retry-after': '0' }).end();
      response.end('{}');
    });
    expect(await client.store([files[0]])).toEqual({ stored: ['1.1'], failed: [] });
    expect(tries).toBe(3);
  });
});

describe('where it goes', () => {
  it('refuses redirects, so that no other host gets the token', async () => {
    const other = await fakeArchive((_, response) => response.end('[]'));
    const client = await clientOf((_, response) => response.writeHead(302, { location: other.url }).end(), {
      token: 'secret',
    });
    await expect(all(client.searchSeries())).rejects.toThrow(/points to another address/);
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('sends the token that is valid now', async () => {
    let made = 0;
    const client = await clientOf((_, response) => response.end('[]'), {
      token: async () => `token-${++made}`,
      headers: { 'X-Site': 'a' },
    });
    await all(client.searchSeries());
    await all(client.searchSeries());
    expect(archive?.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(archive?.asked[0].headers['x-site']).toBe('a');
  });

  it('does not try again what will not pass', async () => {
    const client = await clientOf((_, response) => response.writeHead(401).end('who are you'));
    const error = await all(client.searchSeries()).catch((caught) => caught);
    expect(DicomWebError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'http', status: 401 });
    expect(error.message).toMatch(/who are you.*token/);
    expect(archive?.asked).toHaveLength(1);
  });

  it('stops at once when told so', async () => {
    const stop = new AbortController();
    const client = await clientOf((_, response) => response.writeHead(503).end(), { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await expect(all(client.searchSeries())).rejects.toThrow('stopped');
  });

  it.each(['pacs.example.org', 'ftp://a/b', 'http://me:secret@a/b', 'http://a/b?c=d', 5 as never])(
    'refuses the address %s',
    (baseUrl) => {
      const make = () => new DicomWebClient({ baseUrl });
      expect(make).toThrow(DicomWebError);
      expect(make).not.toThrow(/secret/);
    },
  );
});
