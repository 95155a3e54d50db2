/** A real archive on this machine, of Debian's packages orthanc and orthanc-dicomweb. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../testkit/src/free-port.js';

const PROGRAM = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/sbin/Orthanc'].find(existsSync);
const PLUGINS = '/usr/share/orthanc/plugins';

/** Where it is not installed, tests say that they did without. */
export const hasOrthanc = PROGRAM !== undefined && existsSync(PLUGINS);
export const WITHOUT_ORTHANC =
  'Orthanc is not installed (Debian: orthanc, orthanc-dicomweb): these tests are skipped.';

export interface Orthanc {
  /** Root of its DICOMweb. */
  url: string;
  stop(): Promise<void>;
}

export async function startOrthanc(): Promise<Orthanc> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miniseg-orthanc-'));
  const port = await freePort();
  const plugin = (await readdir(PLUGINS)).find((name) => /DicomWeb/i.test(name));
  if (!plugin) throw new Error(`No DICOMweb plugin in ${PLUGINS}: install orthanc-dicomweb.`);
  const configuration = path.join(folder, 'orthanc.json');
  const settings = {
    Name: 'test',
    StorageDirectory: path.join(folder, 'storage'),
    IndexDirectory: path.join(folder, 'storage'),
    HttpPort: port,
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    Plugins: [path.join(PLUGINS, plugin)],
    DicomWeb: { Enable: true, Root: '/dicom-web/' },
  };
  await writeFile(configuration, JSON.stringify(settings));
  const server = spawn(PROGRAM ?? '', [configuration], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => said.push(String(data)));
  const url = `http://127.0.0.1:${port}/dicom-web`;
  await untilItAnswers(`${url}/studies`, server, said);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(url: string, server: ChildProcess, said: string[]): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) throw new Error(`Orthanc ended:\n${said.join('')}`);
    const answers = await fetch(url, { headers: { Accept: 'application/dicom+json' } }).catch(
      () => undefined,
    );
    await answers?.text();
    if (answers?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Orthanc does not answer:\n${said.join('')}`);
}
