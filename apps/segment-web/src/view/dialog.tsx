/** A dialog over the page: the browser's own, which keeps the focus inside and closes on Escape. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useSession } from './context.js';
import { Icon } from './icons.jsx';

export function Dialog({
  title,
  children,
  ...rest
}: {
  title: string;
  children: ComponentChildren;
  class?: string;
}) {
  const { store } = useSession();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      class={rest.class}
      aria-labelledby={id}
      onClose={() => store.dispatch({ type: 'set', values: { dialog: undefined } })}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => element.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
