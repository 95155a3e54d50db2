/** Segmentations and reports of a study back to the archive. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DicomWebClient } from '@miniseg/dicomweb';
import { CliError } from '../errors.js';
import { readRecord, type StudyPlaces, writeRecord } from './study-record.js';

/**
 * Stores every DICOM object among the results. Doing it once more changes nothing, as objects keep their identifiers.
 *
 * @returns How many there are.
 * @throws {CliError} `output` for an object that the archive refuses, as DicomWebError for an archive that is not there
 */
async function sendResults(archive: DicomWebClient, folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.dcm')).sort();
  for (const name of names) {
    const file = new Uint8Array(await readFile(path.join(folder, name)));
    const { failed } = await archive.store([file]);
    if (failed.length > 0) {
      throw new CliError('output', `The archive did not store '${name}': ${failed[0].reason}.`);
    }
  }
  return names.length;
}

/** Sends what a study's record says is not sent yet, and notes it there. @returns undefined where there is nothing to send */
export async function sendStudy(
  archive: DicomWebClient,
  places: StudyPlaces,
  name: string,
): Promise<number | undefined> {
  const record = await readRecord(places, name);
  if (record?.sent !== false) return undefined;
  const sent = await sendResults(archive, places.results(name));
  await writeRecord(places.results(name), { ...record, sent: true });
  return sent;
}
