/** The next turn of the event loop, at once: messages are not delayed as timers are, and events come in between. */
const waiting: (() => void)[] = [];
let port: MessagePort | undefined;

export function nextTurn(): Promise<void> {
  if (!port) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => waiting.shift()?.();
    // Where ports keep a process alive, this one must not.
    (port1 as { unref?(): void }).unref?.();
    port = port2;
  }
  const sender = port;
  return new Promise((resolve) => {
    waiting.push(resolve);
    sender.postMessage(0);
  });
}
