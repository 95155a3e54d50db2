/** Files dropped anywhere on the page are opened. */
import { useEffect, useState } from 'preact/hooks';
import { openFiles } from '../app/open-files.js';
import { filesOfDrop } from '../app/read-drop.js';
import { useSession } from './context.js';

/** @returns True while something is held over the page. */
export function useDrop(): boolean {
  const session = useSession();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = async (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) openFiles(session, await filesOfDrop(event.dataTransfer));
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, [session]);
  return over;
}
