/** `--watch`: a page on this machine alone that shows a run while it goes, and ends with it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CliError } from '../../errors.js';
import { listen } from '../../http/listen.js';
import { curvesSvg } from '../report/curves-svg.js';
import type { RunObserver } from './run-observer.js';
import { watchPage } from './watch-page.js';

/** What the page shows. */
interface WatchState {
  title: string;
  status: 'running' | 'finished' | 'stopped' | 'failed';
  step: number;
  totalSteps: number;
  epoch: number;
  epochs: number;
  loss?: number;
  left?: string;
  /** SVG. */
  curves?: string;
}

export interface WatchServer extends RunObserver {
  url: string;
  close(): Promise<void>;
}

/** Steps are told at most so often, milliseconds. */
const PACE = 250;

/**
 * Listens on 127.0.0.1 alone. There is nothing to steer and no secret, but requests that name another host are refused, so
 * that a page from elsewhere cannot read along by pointing its own name here.
 *
 * @param port 0 takes any that is free.
 * @throws {CliError} where the port is taken
 */
export async function startWatch(port = 0): Promise<WatchServer> {
  const listeners = new Set<ServerResponse>();
  const state: WatchState = {
    title: 'Training',
    status: 'running',
    step: 0,
    totalSteps: 0,
    epoch: 0,
    epochs: 0,
  };
  let told = 0;
  const server = createServer((request, response) => {
    const refused = refusal(request);
    if (refused) return response.writeHead(...refused).end();
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(watchPage());
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(message(state));
    listeners.add(response);
    return request.on('close', () => listeners.delete(response));
  });
  // The run does not wait for a page that is open.
  server.unref();
  const taken = await listen(server, port).catch((cause: Error) => {
    throw new CliError(
      'invalid-argument',
      `The live page cannot be served at port ${port}: ${cause.message}. Give another port with --watch-port, or none.`,
      { cause },
    );
  });
  const tell = () => {
    told = Date.now();
    for (const listener of listeners) listener.write(message(state));
  };
  return {
    url: `http://127.0.0.1:${taken}/`,
    start({ title, totalSteps, epochs, done, history }) {
      Object.assign(state, {
        title,
        totalSteps,
        epochs,
        step: done,
        epoch: history.length,
        status: 'running',
      });
      state.loss = undefined;
      state.curves = history.length > 0 ? curvesSvg(history) : undefined;
      tell();
    },
    step({ step, epoch, loss, left }) {
      Object.assign(state, { step, epoch, loss, left });
      if (Date.now() - told >= PACE) tell();
    },
    epoch(_, history) {
      state.curves = curvesSvg(history);
      tell();
    },
    end(how) {
      state.status = how;
      tell();
    },
    close: () =>
      new Promise((resolve) => {
        for (const listener of listeners) listener.end();
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

const message = (state: WatchState) => `event: state\ndata: ${JSON.stringify(state)}\n\n`;

function refusal({ headers, method, url }: IncomingMessage): [number, Record<string, string>?] | undefined {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) return [403];
  if (method !== 'GET') return [405, { allow: 'GET' }];
  return url === '/' || url === '/events' ? undefined : [404];
}
