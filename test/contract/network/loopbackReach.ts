import { connect } from 'node:net';
import type { HostReach } from '../../../src/adapters/network/hostReach.ts';
import { isPublicAddress } from '../../../src/adapters/network/publicAddress.ts';

/** A network of this machine's own: what names lead to, and what was done with it. */
export interface LoopbackReach extends HostReach {
  /** Every name that was looked up, in order. */
  readonly lookedUp: readonly string[];
  /** Every address that was connected to. */
  readonly connected: readonly string[];
}

/**
 * A resolver and connector whose names lead to servers of the test on 127.0.0.1, which stand for servers of the public network. Whatever
 * else a name leads to is judged as it is in real use.
 */
export function createLoopbackReach(names: Readonly<Record<string, readonly string[]>>): LoopbackReach {
  const [lookedUp, connected]: string[][] = [[], []];
  const times = new Map<string, number>();
  return {
    lookedUp: lookedUp as string[],
    connected: connected as string[],
    async lookup(host) {
      lookedUp?.push(host);
      const answers = names[host];
      if (!answers) throw new Error(`no such name: ${host}`);
      const time = times.get(host) ?? 0;
      times.set(host, time + 1);
      // `a|b`: another answer each time, as a name does that rebinds.
      return answers.map((answer) => answer.split('|')).map((each) => each[Math.min(time, each.length - 1)] ?? '');
    },
    isAllowed: (address) => address === '127.0.0.1' || isPublicAddress(address),
    connect(host, port) {
      connected?.push(`${host}:${port}`);
      return connect({ host, port, allowHalfOpen: true });
    },
  };
}
