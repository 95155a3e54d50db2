/** A job as the service shows it: without paths of its machine. */
import type { Job } from '../../queue/job.js';

export interface JobView {
  id: string;
  state: Job['state'];
  progress: number;
  stage?: string;
  reason?: string;
  attempts: number;
  submitted: Date;
  ended?: Date;
  seconds?: number;
  /** DICOM objects that the archive has got. */
  sent?: number;
}

export function jobView({
  key,
  state,
  progress,
  stage,
  note,
  attempts,
  submitted,
  ended,
  result,
}: Job): JobView {
  const reason = result?.failed ?? note;
  return {
    ...{ id: key, state, progress: Math.round(1000 * progress) / 1000, attempts, submitted },
    ...(stage === undefined ? {} : { stage }),
    ...(reason === undefined ? {} : { reason }),
    ...(ended === undefined ? {} : { ended }),
    ...(result === undefined ? {} : { seconds: result.seconds }),
    ...(result?.sent === undefined ? {} : { sent: result.sent }),
  };
}
