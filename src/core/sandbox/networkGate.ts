import type { Disposable } from '../../base/disposable.ts';
import type { HostList } from '../../base/hostRule.ts';

/** What was decided about a host that a command has asked for. */
export interface ConnectionDecision {
  readonly decision: 'allowed' | 'refused';
  /** As the command named it, bounded. */
  readonly host: string;
  /** 0 where none could be read. */
  readonly port: number;
  /** What allows or refuses it, for people. */
  readonly rule: string;
}

/** Called once for each decision about another host, port and rule. */
export type ConnectionListener = (decided: ConnectionDecision) => void;

/** What one command may reach, and where it finds the way there. */
export interface GateOpening {
  /** A folder that only the back end writes to; the gate makes its socket in it. */
  readonly folder: string;
  readonly lists: readonly HostList[];
  readonly onConnection: ConnectionListener;
}

/** A gate that is open. */
export interface OpenGate extends Disposable {
  /** Name of the unix socket in the folder: an HTTP proxy. */
  readonly socketName: string;
}

/**
 * Port: the only way from a command in the sandbox to hosts of the network, an HTTP proxy on a unix socket.
 *
 * Contract: lets through what every list names, and nothing else; each decision is told. Never throws for what a client sends. After
 * `dispose` there is neither the socket nor any connection of it.
 */
export interface NetworkGate {
  open(opening: GateOpening): Promise<OpenGate>;
}
