import { useCallback, useEffect, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { CompareContract, ComparisonView } from '../../src/protocol/compare.ts';
import type { Client } from '../../src/protocol/rpc.ts';

/** Two runs on screen. */
export interface Comparison {
  readonly view: ComparisonView | undefined;
  readonly trouble: string | undefined;
  refetch(): void;
  showTrace(side: 'a' | 'b', node: string | undefined): void;
}

const forever = new AbortController().signal;

/** Fetches the comparison, and again when one of the runs changes. */
export function useComparison(client: Client<CompareContract>): Comparison {
  const [view, setView] = useState<ComparisonView>();
  const [trouble, setTrouble] = useState<string>();
  /** Never rejects. */
  const attempt = useCallback(async (action: () => Promise<unknown>) => {
    try {
      await action();
      setTrouble(undefined);
    } catch (error) {
      if (!isAbort(error)) setTrouble(messageOf(error));
    }
  }, []);
  const refetch = useCallback(
    () => void attempt(async () => setView(await client.call('getComparison', null, forever))),
    [attempt, client],
  );
  useEffect(() => {
    refetch();
    const changed = client.on('didChangeRuns', refetch);
    return () => changed.dispose();
  }, [client, refetch]);
  const showTrace = (side: 'a' | 'b', node: string | undefined) =>
    void attempt(() => client.call('showTrace', { side, node }, forever));
  return { view, trouble, refetch, showTrace };
}
