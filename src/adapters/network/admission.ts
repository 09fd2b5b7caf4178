import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findHost, type HostList, readHost, readPort } from '../../base/hostRule.ts';
import type { ConnectionListener } from '../../core/sandbox/networkGate.ts';
import type { GateLimits } from './gateLimits.ts';
import type { HostReach } from './hostReach.ts';

/** A host and port as a client has named them. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Why something is not done, for the client: a status of HTTP and a sentence. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** What the decisions of one gate are made with. */
export interface AdmissionPorts {
  readonly lists: readonly HostList[];
  readonly reach: HostReach;
  readonly limits: GateLimits;
  readonly onConnection: ConnectionListener;
}

/** How a client is told of a refusal: 403 and the rule, where nothing else is said. */
interface RefusalWords {
  readonly status?: number;
  readonly why?: string;
}

/** Addresses that are tried, one after the other, when a name has several. */
const maxAddresses = 4;
const maxShown = 200;

/** Decides who may be reached, tells it, and connects to the address that was looked at and to no other. */
export class Admission {
  readonly #ports: AdmissionPorts;
  readonly #told = new Set<string>();
  /** Until the resolver has answered, whether or not anybody still waits for it. */
  readonly #lookups = new Map<string, Promise<readonly string[]>>();

  constructor(ports: AdmissionPorts) {
    this.#ports = ports;
  }

  /** Reads `host:port` as a client wrote it. Throws Refusal for every spelling but the plain one. */
  read(authority: string, usual: number | undefined): Target {
    const colon = authority.lastIndexOf(':');
    const hasPort = colon >= 0 && !authority.endsWith(']');
    const [name, portText] = hasPort ? [authority.slice(0, colon), authority.slice(colon + 1)] : [authority, undefined];
    const port = portText === undefined ? usual : readPort(portText);
    const read = readHost(name);
    if ('fault' in read) throw this.refuse({ host: name, port: port ?? 0 }, `network: ${read.fault}`);
    if (port === undefined)
      throw this.refuse({ host: name, port: 0 }, 'network: a port is a number from 1 to 65535', { status: 400 });
    return { host: read.host, port };
  }

  /** Connects to a target that every list names, all of whose addresses are public. Throws Refusal. */
  async connect(target: Target, signal: AbortSignal): Promise<Socket> {
    const { lists, reach, limits } = this.#ports;
    const { allowed, rule } = findHost(lists, target);
    if (!allowed) throw this.refuse(target, rule, { why: `${rule} does not name it` });
    const addresses = await this.#lookUp(target, signal);
    // Looked up once: what is connected to are these very addresses, whatever the name says a moment later.
    if (!addresses.every((address) => reach.isAllowed(address)))
      throw this.refuse(target, 'network: the name leads to an address that is not of the public network');
    this.#tell('allowed', target, rule);
    for (const address of addresses.slice(0, maxAddresses)) {
      const socket = await connected(reach.connect(address, target.port), limits.connectMs, signal);
      if (socket) return socket;
    }
    throw new Refusal(502, `${shown(target)} is allowed, and does not accept a connection`);
  }

  async #lookUp(target: Target, signal: AbortSignal): Promise<readonly string[]> {
    const late = sleep(this.#ports.limits.connectMs, [], { signal, ref: false });
    const found = await Promise.race([this.#lookUpInTurn(target.host, signal), late]);
    if (found.length > 0) return found;
    this.#tell('refused', target, 'network: there is no address of that name');
    throw new Refusal(502, `${shown(target)} is allowed, and its name cannot be looked up`);
  }

  /** A name that is being looked up already is not looked up beside that. Rejects only with the reason of the signal. */
  async #lookUpInTurn(host: string, signal: AbortSignal): Promise<readonly string[]> {
    const { reach, limits } = this.#ports;
    const endMs = performance.now() + limits.connectMs;
    while (!this.#lookups.has(host) && this.#lookups.size >= limits.lookups) {
      await Promise.race(this.#lookups.values());
      signal.throwIfAborted();
      if (performance.now() >= endMs) return [];
    }
    const before = this.#lookups.get(host);
    if (before) return before;
    const lookup = reach
      .lookup(host)
      .catch(() => [])
      .finally(() => this.#lookups.delete(host));
    this.#lookups.set(host, lookup);
    return lookup;
  }

  /** Tells a refusal, and gives what to throw. */
  refuse(target: Target, rule: string, { status = 403, why = rule }: RefusalWords = {}): Refusal {
    this.#tell('refused', target, rule);
    return new Refusal(status, `${shown(target)} is not reached from here (${why})`);
  }

  #tell(decision: 'allowed' | 'refused', { host, port }: Target, rule: string): void {
    const { limits, onConnection } = this.#ports;
    const named = { decision, host: visible(host), port, rule };
    const key = JSON.stringify(named);
    if (this.#told.has(key) || this.#told.size > limits.decisions) return;
    this.#told.add(key);
    if (this.#told.size <= limits.decisions) onConnection(named);
    else onConnection({ decision: 'refused', host: 'others', port: 0, rule: 'network: more than are told one by one' });
  }
}

/** A host and port in visible ASCII of bounded length. */
export function shown({ host, port }: Target): string {
  return `${visible(host)}:${port}`;
}

function visible(text: string): string {
  const plain = text.replace(/[^\x21-\x7e]/g, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return plain.length > maxShown ? `${plain.slice(0, maxShown)}…` : plain;
}

/** The socket once it is connected; undefined when it is not within the time. */
function connected(socket: Socket, timeMs: number, signal: AbortSignal): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const end = (made: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', fail);
      socket.off('connect', succeed).off('close', fail);
      if (!made) socket.destroy();
      resolve(made ? socket : undefined);
    };
    const succeed = (): void => end(true);
    const fail = (): void => end(false);
    const timer = setTimeout(fail, timeMs);
    // Stays for the life of the socket: whoever uses it hears of its end by `close`.
    socket.on('error', () => undefined);
    socket.once('connect', succeed).once('close', fail);
    signal.addEventListener('abort', fail, { once: true });
    if (signal.aborted) fail();
  });
}
