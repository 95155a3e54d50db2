/** The scan and its mask in space, by niivue, which is loaded when it is asked for. */
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
    <Dialog title="In space" class="scene">
      <div class="scene-box">
        <canvas ref={canvas} aria-label="The scan and its mask in space; drag to turn it" role="img" />
        {state && (
          <p class="veil" role="status">
            {state}
          </p>
        )}
      </div>
      <p class="fine">Drag to turn, wheel to zoom. The other three pictures are cuts: click into them.</p>
    </Dialog>
  );
}
