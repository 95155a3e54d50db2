/**
 * What a command says to the service that runs it as a process of its own. Without a service, every call does nothing.
 */
import type { CliErrorCode } from '../errors.js';

/** One message from the command to the service. */
export type ToParent = { share: number } | { failed: CliErrorCode | 'defect' };

/** Set by the service: other programs may start commands with a channel, too, for purposes of their own. */
export const PARENT = 'MINISEG_SERVICE';

const hasParent = () => process.env[PARENT] === '1' && process.send !== undefined;

/** A service that is killed takes its commands along: nobody would look at what they make. */
export function endWithParent(): void {
  if (!hasParent()) return;
  process.channel?.unref();
  process.once('disconnect', () => process.exit(1));
}

export function tellParent(message: ToParent): void {
  // The channel may be closing: then there is nobody to tell.
  if (hasParent() && process.connected) process.send?.(message, undefined, undefined, () => {});
}
