/** The messages between a loader and its workers, over web workers and Node's worker threads alike. */
import type { Sample } from '../augment/sample.js';
import type { SampleKeys } from './sample-keys.js';

export interface SampleRequest {
  id: number;
  keys: SampleKeys;
}

export type SampleReply =
  | { id: number; sample: Sample }
  | { id: number; error: { message: string; code?: string } };

/** What a web `Worker`, `MessagePort`, worker's global scope and the counterparts of node:worker_threads share. */
export interface MessageEnd {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener?(type: string, listener: (event: Event) => void): void;
  on?(type: string, listener: (value: unknown) => void): void;
  start?(): void;
  terminate?(): unknown;
  close?(): void;
}

export function listen(end: MessageEnd, receive: (message: unknown) => void): void {
  if (end.on) end.on('message', receive);
  else end.addEventListener?.('message', (event) => receive((event as MessageEvent).data));
  end.start?.();
}
