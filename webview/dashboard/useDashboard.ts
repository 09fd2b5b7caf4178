import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { DashboardContract, DashboardView, RunChoice } from '../../src/protocol/dashboard.ts';
import type { Host } from '../shared/host.ts';

/** What can be done with a run from here. */
export type RunAction = 'stop' | 'resume' | 'restart' | 'discard' | 'open';

/** The dashboard on screen and what can be done with it. */
export interface Dashboard {
  readonly view: DashboardView | undefined;
  readonly folders: Readonly<Record<string, string>>;
  readonly days: number;
  readonly trouble: string | undefined;
  setDays(days: number): void;
  refetch(): void;
  act(action: RunAction, run: RunChoice): void;
  /** Shows these runs in the Runs view. */
  filter(label: string, runs: readonly RunChoice[]): void;
  startFix(): void;
}

/** The spans of time that are offered. */
export const periods = [1, 7, 30, 90] as const;
const usualDays = 30;
const forever = new AbortController().signal;

/** Fetches the figures, keeps them fresh, and sends what the person does. */
export function useDashboard(host: Host<DashboardContract>): Dashboard {
  const { client } = host;
  const [days, setDays] = useState(() => periods.find((known) => known === host.state.days) ?? usualDays);
  const [shown, setShown] = useState<DashboardContract['calls']['getDashboard']['output']>();
  const [trouble, setTrouble] = useState<string>();
  const newest = useRef(0);

  const refetch = useCallback(async () => {
    const turn = ++newest.current;
    try {
      const found = await client.call('getDashboard', { days }, forever);
      if (turn !== newest.current) return;
      setShown(found);
      setTrouble(undefined);
    } catch (error) {
      if (!isAbort(error) && turn === newest.current) setTrouble(messageOf(error));
    }
  }, [client, days]);

  useEffect(() => {
    void refetch();
    const changed = client.on('didChangeDashboard', () => void refetch());
    return () => changed.dispose();
  }, [client, refetch]);

  /** Sends something, tells its failure, and reads the figures again. Never rejects. */
  const send = async (action: () => Promise<unknown>) => {
    try {
      await action();
      await refetch();
    } catch (error) {
      if (!isAbort(error)) setTrouble(messageOf(error));
    }
  };

  return {
    view: shown?.view,
    folders: shown?.folders ?? {},
    days,
    trouble,
    setDays(chosen) {
      const known = periods.find((one) => one === chosen) ?? usualDays;
      host.keep({ days: known });
      setDays(known);
    },
    refetch: () => void refetch(),
    act: (action, { workspace, runId }) => void send(() => client.call(action, { workspace, runId }, forever)),
    filter: (label, runs) => void send(() => client.call('filter', { label, runs }, forever)),
    startFix: () => void send(() => client.call('startFix', null, forever)),
  };
}

/** The time, every second while something on screen grows older. */
export function useNow(ticking: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const clock = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(clock);
  }, [ticking]);
  return nowMs;
}
