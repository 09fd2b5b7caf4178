import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import { isPublicAddress } from './publicAddress.ts';

/** The network of this host, as the gate uses it. Tests put servers of their own behind names by another one. */
export interface HostReach {
  /** All addresses of a name. Rejects when there are none. */
  lookup(host: string): Promise<readonly string[]>;
  /** Whether an address may be connected to at all, whatever its name is. */
  isAllowed(address: string): boolean;
  /** Begins to connect to an address, and looks nothing up. */
  connect(address: string, port: number): Socket;
}

/** The network as this machine has it, of which only public addresses may be reached. */
export const systemReach: HostReach = {
  lookup: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
  connect: (host, port) => connect({ host, port, allowHalfOpen: true }),
};
