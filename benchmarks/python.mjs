/** Python as a peer: which interpreter has what is compared with, and the environment in which it is fastest. */
import { execFileSync } from 'node:child_process';
import { hasPeers, peers } from './engines/install-peers.mjs';

/**
 * The first of the usual interpreters that can do it: those that `engines.mjs --peers` installed, then those of the machine.
 *
 * @param statement Such as `import torch`.
 * @param named The only one that is asked, where it was named.
 */
export function findPython(statement, named) {
  const usual = [...(hasPeers() ? peers.python : []), 'python3', '/usr/bin/python3', 'python'];
  return (named ? [named] : usual).find((candidate) => {
    try {
      execFileSync(candidate, ['-c', statement], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** Each peer is told its threads by its own options; what the shell says of others would slow some of them. */
export function peerEnvironment() {
  const slowing = /^(OMP|GOMP|KMP|MKL|OPENBLAS|BLIS|ORT|OV|DNNL|ONEDNN|TF)_/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !slowing.test(name)));
}
