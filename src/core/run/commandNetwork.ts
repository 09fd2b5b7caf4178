import type { HostList } from '../../base/hostRule.ts';
import type { ConnectionListener } from '../sandbox/networkGate.ts';
import type { RunLog } from './runLog.ts';

/** The hosts that a command of a run may reach. What is decided about each that it asks for goes on record at once. */
export interface CommandNetwork {
  readonly lists: readonly HostList[];
  readonly onConnection: ConnectionListener;
  /** Once everything that was told is on record. Throws what kept it from being so. */
  recorded(): Promise<void>;
}

/** Enough to tell which command it was: it stands beside each of hundreds of decisions. */
const most = { parts: 20, characters: 200 };

function bounded(command: readonly string[]): readonly string[] {
  const parts = command.slice(0, most.parts);
  return parts.map((part) => (part.length > most.characters ? `${part.slice(0, most.characters)}…` : part));
}

/** The network of one command, whose decisions go into the log. */
export function createCommandNetwork(
  lists: readonly HostList[],
  { log, command }: { readonly log: RunLog; readonly command: readonly string[] },
  signal: AbortSignal,
): CommandNetwork {
  let recording: Promise<void> = Promise.resolve();
  const shown = bounded(command);
  return {
    lists,
    onConnection({ decision, host, port, rule }) {
      const { taint } = log.state();
      const tainted = taint.length > 0 ? { tainted: taint } : {};
      const event = { type: 'connection.decided', command: shown, host, port, decision, rule, ...tainted } as const;
      recording = recording.then(() => log.append(event, signal));
      // Whoever waits for the record hears of it.
      recording.catch(() => undefined);
    },
    recorded: () => recording,
  };
}
