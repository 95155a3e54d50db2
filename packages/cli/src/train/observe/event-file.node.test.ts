/** Event files: the checksums of the standard, the frame of TFRecord, and TensorBoard's own reader where it is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { crc32c, maskedCrc, tfRecord } from './event-file.js';
import { tensorboardLog } from './tensorboard-log.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('CRC-32C has the values of RFC 3720, B.4', () => {
  const hex = (bytes: Uint8Array) => crc32c(bytes).toString(16);
  expect(hex(new Uint8Array(32))).toBe('8a9136aa');
  expect(hex(new Uint8Array(32).fill(255))).toBe('62a8ab43');
  expect(hex(Uint8Array.from({ length: 32 }, (_, n) => n))).toBe('46dd794e');
  expect(hex(new TextEncoder().encode('123456789'))).toBe('e3069283');
});

it('a record is its length, its bytes, and a masked checksum behind each', () => {
  const bytes = new TextEncoder().encode('abc');
  const record = tfRecord(bytes);
  const view = new DataView(record.buffer);
  expect([record.length, view.getBigUint64(0, true)]).toEqual([19, 3n]);
  // Unmasked as TensorFlow's record_reader does: rotate back what was rotated.
  const unmasked = (masked: number) => {
    const turned = (masked - 0xa282ead8) >>> 0;
    return ((turned >>> 17) | (turned << 15)) >>> 0;
  };
  expect(unmasked(view.getUint32(8, true))).toBe(crc32c(record.subarray(0, 8)));
  expect(unmasked(view.getUint32(15, true))).toBe(crc32c(bytes));
  expect(maskedCrc(bytes)).not.toBe(crc32c(bytes));
});

const row = { epoch: 1, steps: 4, learningRate: 1e-3, loss: 0.5, DSC: 0.25, seconds: 2 };

async function writeRun(): Promise<void> {
  const start = { title: 'a', totalSteps: 8, epochs: 2, done: 0 };
  let now = 1_700_000_000_000;
  const first = tensorboardLog(root, () => now++);
  await first.start({ ...start, history: [] });
  for (const step of [1, 2, 3, 4]) await first.step({ step, epoch: 1, loss: 1 / step, learningRate: 1e-3 });
  await first.epoch(row, [row]);
  await first.end('stopped');
  const second = tensorboardLog(root, () => now++);
  await second.start({ ...start, done: 4, history: [row] });
  await second.step({ step: 300, epoch: 2, loss: 0.125, learningRate: 5e-4 });
  await second.end('finished');
}

it('each part of a run has a file, and what an earlier part logged is not logged again', async () => {
  await writeRun();
  const files = (await readdir(root)).sort();
  expect(files).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+\.miniseg$/), expect.any(String)]);
  const counts = await Promise.all(
    files.map(async (name) => records(await readFile(path.join(root, name))).length),
  );
  // The version, four steps and an epoch; the version and a step.
  expect(counts).toEqual([6, 2]);
});

it('a run that was not logged from its beginning gets the epochs that it has', async () => {
  const log = tensorboardLog(root);
  await log.start({ title: 'a', totalSteps: 8, epochs: 2, done: 4, history: [row] });
  await log.end('finished');
  const [file] = await readdir(root);
  const [, epoch] = records(await readFile(path.join(root, file)));
  expect(new TextDecoder().decode(epoch)).toContain('validation/DSC');
});

/** Bytes of every record, whose checksums are those of an implementation of their own: bit by bit. */
function records(bytes: Buffer): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(slowMask(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(slowMask(data));
    found.push(data);
    at += 16 + length;
  }
  return found;
}

function slowMask(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  crc ^= 0xffffffffn;
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

const READER = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
events.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`;
const python = process.env.MINISEG_PYTHON ?? 'python3';
const installed = spawnSync(python, ['-c', 'import tensorboard']).status === 0;

it.skipIf(!installed)("TensorBoard reads what was written (needs Python's tensorboard)", async () => {
  await writeRun();
  const { stdout, stderr } = spawnSync(python, ['-c', READER, root], { encoding: 'utf8' });
  expect(stdout, stderr).not.toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    'train/loss': [
      [1, 1],
      [2, 0.5],
      [3, expect.closeTo(1 / 3, 6)],
      [4, 0.25],
      [300, 0.125],
    ],
    'epoch/loss': [[4, 0.5]],
    'validation/DSC': [[4, 0.25]],
  });
});
