/** `miniseg queue`: what is in a queue, and what is to become of it. */
import { type Command, Option } from 'commander';
import { CliError } from '../errors.js';
import { parseWhole } from '../options/numbers.js';
import { JOB_STATES, type Job, type JobState } from '../queue/job.js';
import { Queue } from '../queue/queue.js';
import { studyJobOf, studyPlan } from '../service/job-making.js';
import { addSegmentOptions, segmentWords } from '../service/segment-options.js';
import { listStudies } from '../service/studies.js';
import { priorityOption, QUEUE_HELP, sendOption } from '../service/worker-options.js';
import { alignColumns } from '../text/align-columns.js';
import { printJson, printLines, tellLines } from '../text/output.js';
import { DISCLAIMER } from '../version.js';

/** @param segment The command whose options it takes. */
export function addQueueCommands(program: Command, segment: Command): void {
  const group = program
    .command('queue')
    .description('look into a queue of jobs, cancel jobs and try failed ones again');
  const add = (name: string, description: string) =>
    group.command(name).description(description).requiredOption('--queue <queue>', QUEUE_HELP);
  addStudies(add('add', 'put studies of a folder that all workers can read into the queue'), segment);
  add('show', 'how many jobs wait, are at work, done, failed and canceled').action(show);
  add('list', 'jobs, the newest first, with why they failed')
    .addOption(new Option('--state <state>', 'only these').choices(JOB_STATES))
    .option('--limit <n>', 'at most so many', parseWhole(1, 1_000_000), 50)
    .option('--json', 'print JSON, with all that is known', false)
    .action(list);
  add('cancel', 'cancel jobs that wait or are at work')
    .argument('<keys...>', "keys of jobs, as 'list' prints them; the first 8 letters are enough")
    .action(cancel);
  add('retry', 'try failed and canceled jobs again')
    .argument('[keys...]', 'keys of jobs; default: all that failed')
    .action(retry);
}

/** What `add` takes beside the options of segment. */
interface AddOptions {
  queue: string;
  out: string;
  weights: string[];
  priority: number;
  send?: string;
}

function addStudies(command: Command, segment: Command): void {
  command
    .argument('<folder>', 'each folder in it is a study, and each NIfTI, npy or safetensors file')
    .requiredOption('--out <folder>', 'folder for the results, with a folder for each study')
    .addOption(priorityOption())
    .addOption(sendOption());
  addSegmentOptions(command, segment);
  command.action(async (folder: string, options: AddOptions, self: Command) => {
    const plan = await studyPlan(segmentWords(self, segment), options.weights, options);
    const { studies, others } = await listStudies(folder);
    tellLines(others.map(({ name, reason }) => `${name}: not taken, ${reason}`));
    await withQueue(options.queue, async (queue) => {
      const { added, again, known } = await queue.submit(studies.map((study) => studyJobOf(plan, study)));
      printLines([`${added} studies added, ${again} tried again, ${known} known already.`, DISCLAIMER]);
    });
  });
}

async function withQueue(where: string, use: (queue: Queue) => Promise<void>): Promise<void> {
  const queue = await Queue.open(where);
  await use(queue).finally(() => queue.close());
}

const show = ({ queue }: { queue: string }) =>
  withQueue(queue, async ({ jobs }) => {
    const counts = await jobs.counts();
    printLines(alignColumns(JOB_STATES.map((state) => [state, String(counts[state])])));
  });

const list = ({
  queue,
  state,
  limit,
  json,
}: {
  queue: string;
  state?: JobState;
  limit: number;
  json: boolean;
}) =>
  withQueue(queue, async ({ jobs }) => {
    const found = await jobs.list(state, limit);
    if (json) return printJson(found);
    printLines(
      alignColumns(
        found.map((job) => [job.key.slice(0, 8), job.state, shownProgress(job), job.name, job.note ?? '']),
      ),
    );
  });

function shownProgress({ state, progress, stage, result }: Job): string {
  if (state === 'active') return `${stage ?? ''} ${Math.round(100 * progress)} %`;
  return result ? `${result.seconds} s` : '';
}

const cancel = (keys: string[], { queue }: { queue: string }) =>
  withQueue(queue, async (open) => {
    for (const key of keys) {
      const job = await named(open, key);
      const ended = await open.cancel(job.key);
      printLines([ended ? `${job.name}: canceled` : `${job.name}: is ${job.state} already`]);
    }
  });

const retry = (keys: string[], { queue }: { queue: string }) =>
  withQueue(queue, async (open) => {
    const jobs =
      keys.length > 0
        ? await Promise.all(keys.map((key) => named(open, key)))
        : await open.jobs.list('failed', 1_000_000);
    const { again } = await open.submit(jobs);
    printLines([`${again} of ${jobs.length} jobs are tried again.`]);
  });

/** @throws {CliError} `invalid-argument` where no job, or more than one, has a key that begins so */
async function named({ jobs }: Queue, beginning: string): Promise<Job> {
  const found = await jobs.beginningWith(beginning);
  if (found.length === 1) return found[0];
  throw new CliError(
    'invalid-argument',
    found.length === 0
      ? `There is no job '${beginning}'. 'miniseg queue list' shows their keys.`
      : `More than one job begins with '${beginning}'. Give more of the key.`,
  );
}
