/** What the service can be asked for. */
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { readBody } from '../../http/read-body.js';
import { JOB_STATES, type Job, type JobState, type NewJob } from '../../queue/job.js';
import { isPassing } from '../../queue/passing-error.js';
import type { Queue } from '../../queue/queue.js';
import { type StudyPlan, seriesJobOf, uploadJobOf } from '../job-making.js';
import { METRICS_TYPE, metricsText } from '../metrics.js';
import type { WorkerCounts } from '../worker-counts.js';
import { jobView } from './job-view.js';
import { openApi } from './openapi.js';
import { HttpProblem, respondJson, respondText } from './respond.js';
import { resultFiles, sendResultFile } from './results.js';
import { receiveStudy, type UploadLimits } from './uploads.js';

export interface ServiceOptions {
  queue: Queue;
  counts: WorkerCounts;
  plan: StudyPlan;
  /** Where what is sent is kept. */
  inputs: string;
  limits: UploadLimits;
  /** Root of the archive whose series may be named. */
  archive?: string;
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  /** Parts of the path that the pattern leaves open. */
  parts: string[];
}

type Handler = (asked: Asked, service: ServiceOptions) => Promise<void>;

const JSON_BYTES = 65_536;

export const ROUTES: readonly [method: string, pattern: RegExp, handler: Handler][] = [
  ['GET', /^\/healthz$/, health],
  ['GET', /^\/metrics$/, metrics],
  ['GET', /^\/openapi\.json$/, async ({ response }) => respondJson(response, 200, openApi)],
  ['POST', /^\/v1\/jobs$/, submit],
  ['GET', /^\/v1\/jobs$/, list],
  ['GET', /^\/v1\/jobs\/([0-9a-f]{64})$/, status],
  ['DELETE', /^\/v1\/jobs\/([0-9a-f]{64})$/, remove],
  ['GET', /^\/v1\/jobs\/([0-9a-f]{64})\/files$/, files],
  ['GET', /^\/v1\/jobs\/([0-9a-f]{64})\/files\/(.+)$/, file],
];

async function health({ response }: Asked, { queue }: ServiceOptions): Promise<void> {
  try {
    await queue.jobs.counts();
  } catch (error) {
    throw new HttpProblem(503, `The queue does not answer: ${(error as Error).message}`);
  }
  respondJson(response, 200, { status: 'ok' });
}

async function metrics({ response }: Asked, { queue, counts }: ServiceOptions): Promise<void> {
  respondText(response, 200, METRICS_TYPE, await metricsText(queue, counts));
}

async function submit(asked: Asked, service: ServiceOptions): Promise<void> {
  const { request, response, query } = asked;
  const isJson = /^application\/json\b/i.test(String(request.headers['content-type'] ?? ''));
  const plan = { ...service.plan, priority: priorityIn(query) };
  const job = isJson ? await named(request, plan, service) : await uploaded(asked, plan, service);
  const { added, again } = await service.queue.submit([job]);
  const known = await found(service.queue, job.key);
  // Only what is in the queue was taken: whoever gets this answer need not send it again.
  respondJson(response, added + again > 0 ? 202 : 200, jobView(known), { location: `/v1/jobs/${job.key}` });
}

async function uploaded(
  { request, query }: Asked,
  plan: StudyPlan,
  service: ServiceOptions,
): Promise<NewJob> {
  await mkdir(service.inputs, { recursive: true });
  return uploadJobOf(
    plan,
    await receiveStudy(request, service.inputs, service.limits, query.get('name') ?? ''),
  );
}

async function named(
  request: IncomingMessage,
  plan: StudyPlan,
  { archive }: ServiceOptions,
): Promise<NewJob> {
  const body = await jsonOf(request);
  if (archive === undefined) {
    throw new HttpProblem(400, 'This service knows no archive (--dicomweb), so that files have to be sent.');
  }
  const { studyInstanceUid, seriesInstanceUid, ...more } = body;
  const [wrong] = Object.keys(more);
  if (wrong !== undefined) {
    throw new HttpProblem(400, `'${wrong}' is not known. Give studyInstanceUid and seriesInstanceUid.`);
  }
  return seriesJobOf(plan, archive, {
    studyInstanceUid: uid('studyInstanceUid', studyInstanceUid),
    seriesInstanceUid: uid('seriesInstanceUid', seriesInstanceUid),
  });
}

async function list({ response, query }: Asked, { queue }: ServiceOptions): Promise<void> {
  const state = query.get('state') ?? undefined;
  if (state !== undefined && !JOB_STATES.includes(state as JobState)) {
    throw new HttpProblem(400, `state=${state}: it is one of ${JOB_STATES.join(', ')}.`);
  }
  const limit = Number(query.get('limit') ?? 100);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 1000)) {
    throw new HttpProblem(400, `limit=${query.get('limit')}: it is a whole number from 1 to 1000.`);
  }
  const jobs = await queue.jobs.list(state as JobState | undefined, limit);
  respondJson(response, 200, { jobs: jobs.map(jobView) });
}

async function status({ response, parts }: Asked, { queue }: ServiceOptions): Promise<void> {
  respondJson(response, 200, jobView(await found(queue, parts[0])));
}

/** Cancels what waits or is at work; of what ended, forgets the results and what was sent. */
async function remove({ response, parts }: Asked, { queue, inputs }: ServiceOptions): Promise<void> {
  const job = await found(queue, parts[0]);
  if (await queue.cancel(job.key)) return respondJson(response, 200, jobView(await found(queue, job.key)));
  const ended = await queue.forget(job.key);
  if (ended?.result) await rm(ended.result.folder, { recursive: true, force: true });
  if (ended?.input.kind === 'study') await forgetInput(ended.input.path, inputs, queue);
  response.writeHead(204).end();
}

/** What was sent is one folder for all jobs of the same files. */
async function forgetInput(where: string, inputs: string, queue: Queue): Promise<void> {
  const [hash] = path.relative(inputs, where).split(path.sep);
  if (!/^[0-9a-f]{64}$/.test(hash) || (await queue.jobs.ofPath(where)) > 0) return;
  await rm(path.join(inputs, hash), { recursive: true, force: true });
}

async function files({ response, parts }: Asked, { queue }: ServiceOptions): Promise<void> {
  respondJson(response, 200, { files: await resultFiles(await found(queue, parts[0])) });
}

async function file({ response, parts }: Asked, { queue }: ServiceOptions): Promise<void> {
  await sendResultFile(response, await found(queue, parts[0]), parts[1]);
}

async function found({ jobs }: Queue, key: string): Promise<Job> {
  const job = await jobs.find(key);
  if (!job) throw new HttpProblem(404, 'There is no such job.');
  return job;
}

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const bytes = await readBody(request, JSON_BYTES);
  if (!bytes) throw new HttpProblem(413, `JSON of more than ${JSON_BYTES} bytes.`);
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new HttpProblem(400, 'The body is no JSON object.');
}

function uid(name: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= 64 && /^[0-9]+(\.[0-9]+)*$/.test(value)) return value;
  throw new HttpProblem(400, `${name}: it is digits with dots between, at most 64 letters.`);
}

function priorityIn(query: URLSearchParams): number {
  const text = query.get('priority') ?? '0';
  const priority = Number(text);
  if (/^-?\d{1,4}$/.test(text) && Math.abs(priority) <= 1000) return priority;
  throw new HttpProblem(400, `priority=${text}: it is a whole number from -1000 to 1000.`);
}

/** A database that is away passes; whoever asks may ask again. */
export function asProblem(error: unknown): unknown {
  if (!isPassing(error)) return error;
  return new HttpProblem(503, 'The queue does not answer at the moment. Try again.', { 'retry-after': '5' });
}
