/** A button that opens the browser's file picker. */

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { filesOfPicker } from '../app/read-drop.js';

interface FileButtonProps {
  label: string;
  onFiles(files: File[]): void;
  children: ComponentChildren;
  /** Picks a folder with everything in it. */
  folder?: boolean;
  multiple?: boolean;
  class?: string;
  disabled?: boolean;
}

export function FileButton({
  label,
  onFiles,
  children,
  folder,
  multiple,
  disabled,
  ...rest
}: FileButtonProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={label}
        multiple={multiple}
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={(event) => {
          const { currentTarget } = event;
          onFiles(filesOfPicker(currentTarget.files));
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      <button type="button" class={rest.class} disabled={disabled} onClick={() => picker.current?.click()}>
        {children}
      </button>
    </>
  );
}
