import { useEffect, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { MergeView } from '../../src/protocol/merge.ts';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { Client } from '../../src/protocol/rpc.ts';
import type { AcceptResult } from '../../src/protocol/runView.ts';
import { t } from '../shared/texts.ts';
import type { Notice } from './notice.ts';

/** Hunks whose accept was refused because the person's files contradict them; undefined: all accepted ones. */
export interface RefusedAccept {
  readonly hunkIds: readonly string[] | undefined;
}

/** What an agent proposes for places that both sides changed, and what can be done about it. */
export interface Merge {
  /** There is something that could be merged. */
  readonly possible: boolean;
  /** The agent is at work. */
  readonly running: boolean;
  readonly proposed: MergeView | undefined;
  propose(): void;
  accept(): void;
}

const forever = new AbortController().signal;

/** Asks for a merge of what was refused, and accepts it. A proposal is dropped with the accept that it is for. */
export function useMerge(
  client: Client<ReviewContract>,
  parts: {
    readonly refused: RefusedAccept | undefined;
    readonly act: (action: () => Promise<void>) => Promise<void>;
    readonly accepted: (result: AcceptResult) => void;
    readonly setNotice: (notice: Notice) => void;
  },
): Merge {
  const { refused, act, accepted, setNotice } = parts;
  const [found, setFound] = useState<{ readonly merge: MergeView; readonly of: RefusedAccept }>();
  const [running, setRunning] = useState(false);
  useEffect(() => setFound((old) => (old?.of === refused ? old : undefined)), [refused]);
  const proposed = found && found.of === refused ? found.merge : undefined;

  /** Never rejects. The rest of the review can be gone on with meanwhile. */
  const propose = async (of: RefusedAccept) => {
    setRunning(true);
    try {
      const merge = await client.call('proposeMerge', of, forever);
      if (merge) setFound({ merge, of });
      else setNotice({ tone: 'warn', text: t('Nothing was sent, and nothing was written.') });
    } catch (error) {
      if (!isAbort(error)) setNotice({ tone: 'bad', text: messageOf(error) });
    }
    setRunning(false);
  };

  return {
    possible: refused !== undefined,
    running,
    proposed,
    propose: () => {
      if (refused) void propose(refused);
    },
    accept: () =>
      void act(async () => {
        if (!refused || !proposed) return;
        const result = await client.call('acceptMerged', { ...refused, mergeRun: proposed.runId }, forever);
        if (result) accepted(result);
      }),
  };
}
