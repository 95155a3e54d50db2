/** A drawn patient, for everybody who has no CT at hand. */
import { openFiles } from './open-files.js';
import type { Session } from './session.js';

export async function openSample(session: Session): Promise<void> {
  session.store.dispatch({ type: 'sorting' });
  try {
    const file = await session.study.api.samplePhantom();
    await session.ready;
    await openFiles(session, [new File([file], 'drawn-phantom.nii.gz')]);
  } catch (error) {
    session.store.dispatch({ type: 'sorted', found: { inputs: [], notTaken: [], failed: [] } });
    session.tell(error);
  }
}
