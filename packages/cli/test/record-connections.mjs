// Loaded before a program (NODE_OPTIONS=--import): every address that it, or what it starts, connects to goes into a file.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';

const file = process.env.MINISEG_CONNECTIONS;
const record = (line) => appendFileSync(file, `${line}\n`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [options] = net._normalizeArgs(Array.isArray(given[0]) ? given[0] : given);
  record(options.path ?? `${options.host ?? 'localhost'}:${options.port}`);
  return connect.apply(this, given);
};
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...given) {
  record('udp');
  return send.apply(this, given);
};
const { lookup } = dns;
dns.lookup = (name, ...rest) => {
  // An address is looked up too, and nobody is asked for it.
  if (!net.isIP(name)) record(`name ${name}`);
  return lookup(name, ...rest);
};
