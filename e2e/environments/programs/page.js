// Asks the page itself, a worker or a service worker, as the URL says after '#'.
const scan = await (await fetch('./scan.txt')).text();
const report = (answer) => {
  document.querySelector('#report').textContent = JSON.stringify(answer);
};

switch (location.hash) {
  case '#worker': {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => report(data);
    worker.onerror = ({ message }) => report({ error: message });
    worker.postMessage(scan);
    break;
  }
  case '#service-worker': {
    await navigator.serviceWorker.register('./service-worker.js');
    const { active } = await navigator.serviceWorker.ready;
    navigator.serviceWorker.onmessage = ({ data }) => report(data);
    navigator.serviceWorker.startMessages();
    active.postMessage(scan);
    break;
  }
  default: {
    const { probe } = await import('./probe.mjs');
    report(await probe(scan));
  }
}
