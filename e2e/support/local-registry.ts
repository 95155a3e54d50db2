/** A registry on this machine, with nothing behind it: what it does not hold is not there. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { freePort } from '../../packages/testkit/src/free-port.js';

const verdaccio = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');

export interface LocalRegistry {
  /** With a slash at the end, as npm writes it. */
  url: string;
  /** Settings of npm with which anybody may publish there. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** @param folder Where it keeps what it is given; it must exist. */
export async function localRegistry(folder: string): Promise<LocalRegistry> {
  const config = path.join(folder, 'config.yaml');
  await writeFile(
    config,
    JSON.stringify({
      storage: path.join(folder, 'storage'),
      uplinks: {},
      packages: { '@miniseg/*': { access: '$all', publish: '$all' } },
      web: { enable: false },
      log: { type: 'stdout', format: 'pretty', level: 'warn' },
    }),
  );
  const host = `127.0.0.1:${await freePort()}`;
  const url = `http://${host}/`;
  // npm publishes with some token; this registry asks for none.
  const npmrc = path.join(folder, 'npmrc');
  await writeFile(npmrc, `registry=${url}\n//${host}/:_authToken=local\n`);

  const server = spawn(process.execPath, [verdaccio, '--config', config, '--listen', host], {
    stdio: 'pipe',
  });
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (text) => {
      printed += text;
    });
  }
  const ended = new Promise<void>((resolve) => server.on('close', () => resolve()));
  const close = async () => {
    server.kill();
    await ended;
  };
  for (let tries = 0; !(await answers(url)); tries++) {
    if (server.exitCode !== null || tries > 300) {
      await close();
      throw new Error(`The local registry does not start: ${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { url, env: { npm_config_registry: url, npm_config_userconfig: npmrc }, close };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}-/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
}
