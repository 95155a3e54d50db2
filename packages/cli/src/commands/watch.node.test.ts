/** The service as a process of its own, as a hospital runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phantomDicom, phantomPng } from '../../test/phantom.js';
import { writeSmallWeights } from '../../test/small-weights.js';

const PROGRAM = path.resolve(import.meta.dirname, '../../bin/miniseg.js');
let root = '';
const running = new Set<ChildProcess>();
const at = (...parts: string[]) => path.join(root, ...parts);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-watch-'));
  await mkdir(at('in'));
  await writeSmallWeights(at('weights.safetensors'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await rm(root, { recursive: true, force: true });
});

interface Service {
  child: ChildProcess;
  said(): string;
  ended: Promise<number>;
}

function miniseg(...words: string[]): Service {
  // The same bytes for the same input, whenever it is segmented.
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1600000000' };
  const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  return { child, said: () => said, ended };
}

const watch = (...more: string[]) =>
  miniseg(
    'watch',
    at('in'),
    '--out',
    at('out'),
    '--weights',
    at('weights.safetensors'),
    '--dicom-seg',
    ...more,
  );

async function putStudy(name: string): Promise<void> {
  await mkdir(at('in', name), { recursive: true });
  for (const slice of [0, 1, 2]) await writeFile(at('in', name, `${slice}.dcm`), phantomDicom(slice));
}

const record = async (name: string) => JSON.parse(await readFile(at('out', name), 'utf8'));
const until = (check: () => Promise<unknown>) => expect.poll(check, { timeout: 60_000 }).toBeTruthy();

describe('miniseg watch', () => {
  it('segments what is there, sets aside what it cannot, and does nothing twice', async () => {
    await putStudy('one');
    await mkdir(at('in', 'empty'));
    // No DICOM: its mask is written, and no segmentation.
    await mkdir(at('in', 'pictures'));
    await writeFile(at('in', 'pictures', 'a.png'), phantomPng(1));
    await mkdir(at('in', 'broken'));
    await writeFile(at('in', 'broken', 'a.dcm'), 'no image');
    await writeFile(at('in', 'loose.png'), phantomPng(0));
    await symlink('/etc', at('in', 'link'));

    const first = watch('--once', '--settle', '0');
    expect(await first.ended).toBe(1);
    expect(first.said()).toMatch(/loose\.png: not taken, a loose file/);
    expect(first.said()).toMatch(/link: not taken, links/);
    expect(first.said()).toMatch(/2 segmented, 1 set aside/);
    expect((await readdir(at('out'))).sort()).toEqual(['broken.failed.json', 'one', 'pictures']);
    expect((await record('broken.failed.json')).failed).toMatch(/a\.dcm/);
    const files = await readdir(at('out', 'one'));
    expect(files).toEqual(expect.arrayContaining(['report.json', 'study.json']));
    const made = await record('one/study.json');

    const again = watch('--once', '--settle', '0');
    expect(await again.ended).toBe(0);
    expect(again.said()).toMatch(/0 segmented, 0 set aside/);
    expect(await record('one/study.json')).toEqual(made);

    // The bytes are those of the command that a person would run; reports have times.
    const words = ['--weights', at('weights.safetensors'), '--dicom-seg', '--out', at('by-hand')];
    expect(await miniseg('segment', at('in', 'one'), ...words).ended).toBe(0);
    for (const name of files.filter((each) => !/\.(json|html)$/.test(each) && each.includes('.'))) {
      expect(await readFile(at('out', 'one', name)), name).toEqual(await readFile(at('by-hand', name)));
    }
  });

  it('takes studies as they come and change, and goes on after it was killed', async () => {
    await putStudy('one');
    const service = watch('--settle', '0.2');
    await until(() => record('one/study.json').catch(() => undefined));
    const before = await record('one/study.json');
    await putStudy('two');
    await writeFile(at('in', 'one', '3.dcm'), phantomDicom(3));
    await until(async () => (await record('one/study.json')).fingerprint !== before.fingerprint);
    expect((await record('one/report.json')).volumes[0].shape[0]).toBe(4);
    service.child.kill('SIGKILL');
    await service.ended;
    // As if it had been killed at work.
    await rm(at('out', 'two'), { recursive: true, force: true });
    await mkdir(at('out', '.miniseg-partial-two'), { recursive: true });
    await putStudy('three');

    const next = watch('--once', '--settle', '0');
    expect(await next.ended).toBe(0);
    expect((await readdir(at('out'))).sort()).toEqual(['one', 'three', 'two']);
  });

  it('leaves a results folder alone that it did not make, and one that another service has', async () => {
    await putStudy('one');
    await mkdir(at('out', 'one'), { recursive: true });
    await writeFile(at('out', 'one', 'mine.txt'), 'kept');
    const first = watch('--once', '--settle', '0');
    expect(await first.ended).toBe(1);
    expect((await record('one.failed.json')).failed).toMatch(/is no result of this service/);
    expect(await readFile(at('out', 'one', 'mine.txt'), 'utf8')).toBe('kept');

    const service = watch('--settle', '60');
    await until(async () => (await readdir(at('out'))).includes('.miniseg-service.json'));
    const second = watch();
    expect(await second.ended).toBe(1);
    expect(second.said()).toMatch(/Another service \(process \d+/);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(await readdir(at('out'))).not.toContain('.miniseg-service.json');
  });

  it.each([
    [['--settle', '-1'], /--settle -1: it is seconds/],
    [['--size', '7'], /size/],
    [['--send', 'pacs'], /--send pacs: baseUrl/],
  ])('refuses %j', async (words, message) => {
    const service = watch(...words);
    expect(await service.ended).toBe(2);
    expect(service.said()).toMatch(message);
  });
});

it('sends segmentations and reports to an archive, again until it takes them', async () => {
  const { fakeArchive } = await import('../../../dicomweb/test/fake-archive.js');
  let tries = 0;
  const archive = await fakeArchive((_, response) => {
    if (++tries === 1) return response.writeHead(401).end();
    response.end('{}');
  });
  await cp(await madeStudy(), at('in', 'one'), { recursive: true });
  const service = watch('--once', '--settle', '0', '--send', archive.url);
  expect(await service.ended).toBe(0);
  expect(service.said()).toMatch(/one: not sent yet, POST .* 401/);
  expect(service.said()).toMatch(/one: 2 DICOM objects sent/);
  expect((await record('one/study.json')).sent).toBe(true);
  const names = (await readdir(at('out', 'one'))).filter((each) => each.endsWith('.dcm'));
  expect(names).toEqual(['one.seg.dcm', 'one.sr.dcm']);
  for (const [index, name] of names.entries())
    expect(archive.asked[index + 1].body.includes(await readFile(at('out', 'one', name)))).toBe(true);
  await archive.close();
});

async function madeStudy(): Promise<string> {
  await putStudy('one');
  await cp(at('in', 'one'), at('made'), { recursive: true });
  return at('made');
}
