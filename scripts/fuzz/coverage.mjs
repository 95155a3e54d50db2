/** Which parts of the code an input has reached that none had reached before: V8's own counters, read after each input. */
import { Session } from 'node:inspector';

/** Ours, and the libraries that read for us; not Node's own code. */
const WATCHED =
  /\/packages\/[a-z]+\/dist\/|node_modules\/(fast-png|jpeg-js|dicom-parser|nifti-reader-js|fflate|jpeg-lossless)/;

export function startCoverage() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const reached = new Set();
  const take = () => {
    let scripts = [];
    session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      scripts = answer?.result ?? [];
    });
    let fresh = 0;
    for (const { url, functions } of scripts) {
      if (!WATCHED.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          const key = `${url} ${startOffset} ${endOffset} ${Math.min(8, Math.floor(Math.log2(count)))}`;
          if (reached.has(key)) continue;
          reached.add(key);
          fresh++;
        }
      }
    }
    return fresh;
  };
  return { take, size: () => reached.size };
}
