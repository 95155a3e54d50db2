/**
 * Tickets of jobs that are done, of which pg-boss hears with the next sign of life, of all at once. Where it does not hear
 * of one, as the worker was killed, it hands the job out once more, and whoever gets it sees that it is done.
 */
import type { Dispatcher, Lane } from './dispatcher.js';

/** So many are not waited with. */
const MOST = 100;

export class EndedTickets {
  readonly #dispatcher: Dispatcher;
  #waiting: { lane: Lane; ticket: string }[] = [];

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  add(lane: Lane, ticket: string): void {
    this.#waiting.push({ lane, ticket });
    if (this.#waiting.length >= MOST) this.tell().catch(() => {});
  }

  async tell(): Promise<void> {
    const told = this.#waiting;
    this.#waiting = [];
    const lanes = new Set(told.map(({ lane }) => lane));
    try {
      for (const lane of lanes) {
        const tickets = told.filter((each) => each.lane === lane).map(({ ticket }) => ticket);
        await this.#dispatcher.complete(lane, tickets);
      }
    } catch (error) {
      // To complete one twice changes nothing.
      this.#waiting.push(...told);
      throw error;
    }
  }
}
