/** What Prometheus asks for (text format 0.0.4). */
import type { Queue } from '../queue/queue.js';
import { versions } from '../version.js';
import type { WorkerCounts } from './worker-counts.js';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  values: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/** @param counts Of the worker in this process. */
export async function metricsText(queue: Queue, counts: WorkerCounts): Promise<string> {
  const [states, load] = await Promise.all([queue.jobs.counts(), queue.jobs.load()]);
  const one = (value: number) => [[{}, value]] as const;
  const metrics: Metric[] = [
    {
      ...{ name: 'miniseg_jobs', help: 'Jobs of the queue, by what became of them.', type: 'gauge' },
      values: Object.entries(states).map(([state, count]) => [{ state }, count]),
    },
    {
      name: 'miniseg_workers',
      help: 'Workers that give signs of life.',
      type: 'gauge',
      values: one(load.workers),
    },
    {
      ...{ name: 'miniseg_oldest_waiting_seconds', type: 'gauge' },
      help: 'How long the job has waited that waits longest.',
      values: one(load.oldest),
    },
    {
      ...{ name: 'miniseg_work_seconds', type: 'gauge' },
      help: 'Seconds of work on all jobs of the queue that are done.',
      values: one(load.worked),
    },
    {
      ...{ name: 'miniseg_worker_jobs_total', type: 'counter' },
      help: 'Jobs of this process, by how they ended.',
      values: (['done', 'failed', 'again'] as const).map((result) => [{ result }, counts[result]]),
    },
    {
      ...{ name: 'miniseg_worker_seconds_total', type: 'counter' },
      help: 'Seconds of work of this process on jobs that are done.',
      values: one(counts.seconds),
    },
    {
      ...{ name: 'process_resident_memory_bytes', type: 'gauge' },
      help: 'Memory of this process.',
      values: one(process.memoryUsage.rss()),
    },
    {
      ...{ name: 'miniseg_info', type: 'gauge' },
      help: 'Versions.',
      values: [[{ version: versions.miniseg, node: process.versions.node, pgboss: String(queue.boss) }, 1]],
    },
  ];
  return metrics.map(exposed).join('');
}

function exposed({ name, help, type, values }: Metric): string {
  const lines = values.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(
      ([label, text]) => `${label}="${text.replace(/[\\"\n]/g, '_')}"`,
    );
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
