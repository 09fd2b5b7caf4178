import type { BlobHash } from '../../base/ids.ts';
import type { FixEvidence } from '../evidence/proof.ts';
import type { Proposal } from '../workspace/workspace.ts';
import type { Alternative, OpenInput } from './alternative.ts';
import type { GateWord } from './gateWord.ts';
import type { ReviewState } from './reviewState.ts';
import type { RunEvent, RunOutcome } from './runEvent.ts';

/** What of a run another choice replaces. */
interface Stand extends Pick<ReviewState, 'decisions'> {
  readonly proposal: Proposal | undefined;
  readonly evidence: FixEvidence | undefined;
  readonly shown: Pick<Extract<RunEvent, { type: 'evidence.recorded' }>, 'change' | 'findings' | 'newTests'>;
  readonly gates: readonly GateWord[];
  readonly summary: string;
  readonly hunks: number;
  readonly lines: number;
  readonly outcome: RunOutcome | undefined;
  readonly line: string;
}

/** What a fold over the choices needs of the run. */
interface Chosen extends Stand {
  readonly choices: Choices | undefined;
}

/** The choices of a run, and which of them is proposed now. */
export interface Choices {
  /** What choice 1 is. */
  readonly what: string;
  readonly others: readonly Alternative[];
  readonly inputs: readonly OpenInput[];
  /** How many edits hold in all; only the best are among the choices. */
  readonly found: number;
  /** The files that choice 1 leaves. */
  readonly instead: readonly { readonly path: string; readonly hash: BlobHash | undefined }[];
  readonly chosen: number;
  /** How the run stood with the choices that were looked at before: what a person made of them is found again. */
  readonly stands: ReadonlyMap<number, Stand>;
}

/** What an event changes of the choices, and of what is proposed. */
export function foldChoices(state: Chosen, event: RunEvent): Partial<Chosen> {
  switch (event.type) {
    case 'alternatives.recorded': {
      const { what, alternatives: others, inputs, instead, found } = event;
      return { choices: { what, others, inputs, instead, found, chosen: 1, stands: new Map() } };
    }
    case 'patch.proposed': {
      // What the run went on to is no edit of the search's any more.
      const { choices } = state;
      const isSame = state.proposal === undefined && choices && sameFiles(choices, event.proposal);
      return isSame ? {} : { choices: undefined };
    }
    case 'alternative.chosen':
      return chosen(state, event);
    default:
      return {};
  }
}

function sameFiles({ instead }: Choices, { files }: Proposal): boolean {
  const hashOf = (path: string) => instead.find((file) => file.path === path);
  return files.length === instead.length && files.every(({ path, result }) => hashOf(path)?.hash === result.hash);
}

/** Nothing is decided by it: hunks that both have keep what was said of them, the others what was said when they were proposed last. */
function chosen(
  state: Chosen,
  { number, hunkIds, known }: Extract<RunEvent, { type: 'alternative.chosen' }>,
): Partial<Chosen> {
  const { choices } = state;
  if (!choices || number === choices.chosen) return {};
  const stands = new Map(choices.stands).set(choices.chosen, standOf(state));
  const next = stands.get(number) ?? freshStand(stands.get(1) ?? standOf(state), choices, number);
  if (!next) return {};
  const earlier = [...next.decisions].filter(([id]) => !known.includes(id));
  const now = [...state.decisions].filter(([id]) => hunkIds.includes(id));
  return { ...next, decisions: new Map([...earlier, ...now]), choices: { ...choices, chosen: number, stands } };
}

const standOf = (state: Stand): Stand => {
  const { proposal, evidence, shown, gates, summary, hunks, lines, outcome, line, decisions } = state;
  return { proposal, evidence, shown, gates, summary, hunks, lines, outcome, line, decisions };
};

/** What gates and checkers said was said of the first choice: of this one nothing is known. */
function freshStand(first: Stand, { others }: Choices, number: number): Stand | undefined {
  const found = others.find((one) => one.number === number);
  if (!found) return undefined;
  const { proposal, evidence, hunks, lines, what } = found;
  const unseen = 'It was asked of another edit, and has not seen this one.';
  const gates = first.gates.map((gate) => ({ ...gate, allow: false, reason: unseen }));
  const notChecked = first.shown.findings ? ["The project's own checkers have not looked at this edit."] : [];
  const isFixed = evidence.goalReached && gates.length === 0;
  const where = proposal.files.length === 1 ? proposal.files[0]?.path : `${proposal.files.length} files`;
  const size = `${lines} ${lines === 1 ? 'line' : 'lines'} in ${where}`;
  const doubt = evidence.goalReached ? 'not seen by a gate' : 'not proved in a clean copy';
  return {
    proposal,
    evidence: { ...evidence, notProved: [...evidence.notProved, ...notChecked] },
    shown: {},
    gates,
    summary: `${what}.`,
    hunks,
    lines,
    decisions: new Map(),
    outcome: isFixed ? 'fixed' : 'not-fixed',
    line: isFixed ? `fixed by repair, choice ${number}: ${size}` : `choice ${number}, ${doubt}: ${size}`,
  };
}
