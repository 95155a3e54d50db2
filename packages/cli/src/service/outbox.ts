/** Studies whose DICOM objects an archive has not got yet. */
import { readdir } from 'node:fs/promises';
import type { DicomWebClient } from '@miniseg/dicomweb';
import { sendStudy } from './send-results.js';
import { readRecord, type StudyPlaces, type StudyRecord } from './study-record.js';

export interface Outbox {
  /** Takes a study whose results are to be sent; all others are none of its business. */
  add(record: StudyRecord): void;
  /** Tries each once. @returns Whether something is left. */
  send(): Promise<boolean>;
}

/** With what an earlier service left: the records are read once, not at every look. */
export async function openOutbox(
  places: StudyPlaces,
  archive: DicomWebClient,
  log: (line: string) => void,
): Promise<Outbox> {
  const waiting = new Set<string>();
  const outbox: Outbox = {
    add: ({ name, sent }) => {
      if (sent === false) waiting.add(name);
    },
    send: async () => {
      for (const name of [...waiting].sort()) {
        try {
          await sendOne(name);
          waiting.delete(name);
        } catch (error) {
          log(`${name}: not sent yet, ${(error as Error).message}`);
        }
      }
      return waiting.size > 0;
    },
  };
  const sendOne = async (name: string) => {
    const sent = await sendStudy(archive, places, name);
    // Somebody may have taken the results away meanwhile.
    if (sent !== undefined) log(`${name}: ${sent} DICOM object${sent === 1 ? '' : 's'} sent`);
  };
  for (const name of await readdir(places.out)) {
    const record = await readRecord(places, name);
    if (record) outbox.add(record);
  }
  return outbox;
}
