/** The scan and its mask in 3-D, by niivue, which is loaded when it is asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { showScene } from '../app/show-scene.js';
import { explain } from '../logic/explain.js';
import { useSession } from './context.js';
import { Dialog } from './dialog.jsx';

export function SceneDialog() {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState('Loading the picture …');
  useEffect(() => {
    let close: (() => void) | undefined;
    let gone = false;
    showScene(session, canvas.current as HTMLCanvasElement).then(
      (end) => {
        close = end;
        if (gone) end();
        else setState('');
      },
      (error) => setState(`The picture cannot be drawn here. ${explain(error).text}`),
    );
    return () => {
      gone = true;
      close?.();
    };
  }, [session]);
  return (
    <Dialog title="3-D view" class="scene">
      <div class="scene-box">
        <canvas
          ref={canvas}
          aria-label="The scan and its mask in three cuts and in 3-D; drag to turn it"
          role="img"
        />
        {state && (
          <p class="veil" role="status">
            {state}
          </p>
        )}
      </div>
      <p class="fine">
        Drag the body to turn it, wheel to zoom. Click into the other three pictures to move the cuts.
      </p>
    </Dialog>
  );
}
