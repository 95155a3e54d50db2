/** The series that a query means. */
import type { DicomWebClient, SeriesFound } from '@miniseg/dicomweb';
import { CliError } from '../../errors.js';

/** Attributes of series (PS3.18, table 10.6.1-5, and others that archives match); all others are of the study. */
const OF_SERIES =
  /^(Modality|Series\w*|BodyPartExamined|ProtocolName|PerformedProcedureStep\w*|RequestAttributesSequence(\.\w+)?|Manufacturer\w*|0008103E|00080060|0020000E|00200011|00180015)$/i;

/** @throws {CliError} `input` for a series that the archive does not have, as DicomWebError for what goes wrong with it */
export async function* findSeries(
  archive: DicomWebClient,
  { query, series }: { query?: string; series: readonly string[] },
): AsyncGenerator<SeriesFound> {
  for (const uid of series) {
    let found = 0;
    for await (const one of archive.searchSeries({ SeriesInstanceUID: uid })) {
      // Some archives answer with what they have where they do not know the attribute.
      if (one.seriesInstanceUid !== uid) continue;
      found++;
      yield one;
    }
    if (found === 0) throw new CliError('input', `The archive has no series '${uid}'. Check the UID.`);
  }
  if (query === undefined) return;
  const [ofStudies, ofSeries] = split(query);
  for await (const { studyInstanceUid } of archive.searchStudies(ofStudies)) {
    yield* archive.searchSeries(ofSeries, { studyInstanceUid });
  }
}

/** Which part of the query is asked of studies, and which of the series in them. */
export function split(query: string): [study: Record<string, string>, series: Record<string, string>] {
  const parts: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const [name, value] of new URLSearchParams(query)) parts[OF_SERIES.test(name) ? 1 : 0][name] = value;
  const [study, series] = parts;
  if (!('Modality' in series) && !('00080060' in series)) series.Modality = 'CT';
  return [study, series];
}
