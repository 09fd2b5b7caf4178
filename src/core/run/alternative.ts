import type { BlobHash } from '../../base/ids.ts';
import type { FixEvidence } from '../evidence/proof.ts';
import type { Proposal } from '../workspace/workspace.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunState } from './runState.ts';

/**
 * How far an edit was checked. `clean`: all tests, in a clean copy that holds nothing but the edit, as for a proposal. `search`: all
 * tests, in a copy in which other edits had been tried before. `red`: the runner was started for the red tests only.
 */
export type AlternativeCheck = 'clean' | 'search' | 'red';

/** Another edit that makes the red tests green. Choice 1 is what the run proposes; the others count from 2, best first. */
export interface Alternative {
  readonly number: number;
  /** Each edit's place and what it does. */
  readonly what: string;
  readonly checked: AlternativeCheck;
  readonly proposal: Proposal;
  readonly evidence: FixEvidence;
  readonly hunks: number;
  /** Changed lines, a replaced one counted once. */
  readonly lines: number;
}

/** An input that no test gives, and what each choice does with it, in the order of the choices; null: it was not asked. */
export interface OpenInput {
  readonly call: string;
  readonly answers: readonly (string | null)[];
}

/** What of a run another choice replaces. */
type Stand = Pick<
  RunState,
  'proposal' | 'evidence' | 'shown' | 'gates' | 'summary' | 'hunks' | 'lines' | 'outcome' | 'line' | 'decisions'
>;

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
export function foldChoices(state: RunState, event: RunEvent): Partial<RunState> {
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
  state: RunState,
  { number, hunkIds, known }: Extract<RunEvent, { type: 'alternative.chosen' }>,
): Partial<RunState> {
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
