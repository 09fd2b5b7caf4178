import type { BlobHash, RunId, TraceId } from '../../base/ids.ts';
import type { EngineEventBody } from '../engine/engineEvent.ts';
import type { FixEvidence } from '../evidence/proof.ts';
import type { TestCounts } from '../evidence/testReport.ts';
import type { TestCommand } from '../evidence/testRunner.ts';
import type { FinishReason, ModelCapability, ModelUsage } from '../model/modelProvider.ts';
import type { Scope, Taint } from '../policy/decide.ts';
import type { Intent, Policy } from '../policy/policy.ts';
import type { PromptOrigin } from '../prompt/renderPrompt.ts';
import type { Proposal } from '../workspace/workspace.ts';
import type { Alternative, OpenInput } from './alternative.ts';
import type { BudgetLimits } from './budget.ts';
import type { NewTests, RecordedFindings } from './changeEvidence.ts';
import type { GateWord, HookFrom } from './gateWord.ts';
import type { ChangeMeasure } from './measureChange.ts';
import type { RedTest } from './redTest.ts';
import type { ReviewEventKind } from './reviewEvent.ts';
import type { FixedBy, RunOutcome } from './runOutcome.ts';
import type { RunOwner } from './runOwner.ts';
import type { RunSettings } from './runSettings.ts';
import type { TrialCounts } from './trialCounts.ts';

export type { AppliedFile } from './appliedFile.ts';
export type { RedTest } from './redTest.ts';
export type { RunHead } from './runHead.ts';
export type { FixedBy, RunOutcome } from './runOutcome.ts';
export type { RunOwner } from './runOwner.ts';

/** Version of the event union. A reader refuses a newer one and reads older ones. */
export const runEventVersion = 1;

/** An event: what happened, and in which node of the workflow; events of the run itself and older logs name none. */
export type RunEventBody = RunEventKind & {
  /** The path of the node, `rounds[1]/debug`. */
  readonly node?: string;
};

/** What happened, `noun.pastVerb`, in the order it happened. A run's state is a fold over these and nothing else. */
export type RunEventKind =
  /** The run was set up: which workflow it goes through, within what limits, in what sandbox, and which process owns it. */
  | {
      readonly type: 'run.started';
      readonly workflow: string;
      readonly traceId: TraceId;
      readonly workspace: string;
      readonly named: readonly string[];
      readonly model: string | undefined;
      readonly limits: BudgetLimits;
      /** false: the limit in USD cannot bind, calls and tokens do. Absent without a model. */
      readonly priceKnown?: boolean;
      readonly isolated: boolean;
      readonly sandbox: {
        readonly name: string;
        readonly version: string | undefined;
        readonly gaps: readonly string[];
      };
      readonly owner: RunOwner;
      /** The run whose beginning this one took over, and the node at which it went its own way. */
      readonly forkedFrom?: { readonly runId: RunId; readonly at: string };
      /** Absent in logs of older versions. */
      readonly settings?: RunSettings;
      /** What it may do; absent where nothing is taken away. */
      readonly policy?: Policy;
    }
  /** A process goes on with the run, after a pause or because the one before died: with these limits, and with what it may do now. */
  | { readonly type: 'run.reopened'; readonly owner: RunOwner; readonly limits: BudgetLimits; readonly policy?: Policy }
  /** The workflow that the run goes through, from its beginning to its end; the blob holds its definition. */
  | { readonly type: 'workflow.defined'; readonly definition: BlobHash }
  /** A workflow that a node of this one runs. */
  | { readonly type: 'workflow.used'; readonly name: string; readonly definition: BlobHash }
  /** What the engine recorded in one tick: which nodes became ready, started, ended, and how. */
  | { readonly type: 'engine.recorded'; readonly events: readonly EngineEventBody[] }
  /** Something was told to the run from outside: the answer to a node that waits for a person, or the wish that it ends. */
  | { readonly type: 'signal.sent'; readonly name: string; readonly value: unknown }
  /** The command that runs the tests was found; `others`: how many other packages (folders) of the workspace have tests. */
  | { readonly type: 'tests.found'; readonly command: TestCommand; readonly others: number }
  /** The isolated copy is complete. `baseTree` names its state in the shadow repository. */
  | { readonly type: 'copy.opened'; readonly files: number; readonly baseTree: string; readonly ms: number }
  /** Ignored files that the person named were taken into the copy: the paths as given, and how many files they are. */
  | { readonly type: 'copy.included'; readonly paths: readonly string[]; readonly files: number }
  /** The tests ran and gave a report; the blob holds it whole. */
  | {
      readonly type: 'test.reported';
      readonly phase: 'before' | 'confirm' | 'attempt' | 'after';
      readonly counts: TestCounts;
      readonly report: BlobHash;
      readonly ms: number;
    }
  /** Which red tests are to be fixed, and which were left out because they are flaky. */
  | {
      readonly type: 'tests.named';
      readonly ids: readonly string[];
      readonly flaky: readonly string[];
      /** The first red tests for a person; absent in logs of older versions. */
      readonly red?: readonly RedTest[];
    }
  /** The failure was seen twice; the blob holds all that was seen of it, for the nodes that work on it. */
  | {
      readonly type: 'tests.reproduced';
      readonly reproduction: BlobHash;
      readonly red: number;
      /** Why there is nothing to fix, when no steady test is red. */
      readonly nothing?: string;
    }
  /** A command ran in the sandbox, or the tests did; the blob holds what came of it, from which a replay takes it. */
  | {
      readonly type: 'command.ran';
      readonly command: string;
      readonly result: BlobHash;
      readonly exitCode: number | undefined;
      readonly ms: number;
    }
  /** These files of the copy differ from its base now, and no others; the blobs hold their texts, null is a deleted file. */
  | { readonly type: 'copy.changed'; readonly files: Readonly<Record<string, BlobHash | null>> }
  /** All tests were green in a clean copy that holds only the change; the blob holds the proof. */
  | { readonly type: 'proof.recorded'; readonly proof: BlobHash; readonly by: FixedBy; readonly summary: string }
  /**
   * The project's checkers looked at the workspace as it was, or at the change. The blob holds their report, or what it says of
   * the change; only then is it known what was introduced and where a checker was silenced.
   */
  | {
      readonly type: 'analysis.reported';
      readonly phase: 'before' | 'now';
      readonly report: BlobHash;
      readonly tools: readonly ({ readonly tool: string } & (
        | { readonly findings: number }
        | { readonly failed: string }
      ))[];
      readonly introduced?: number;
      readonly silenced?: number;
      readonly ms: number;
    }
  /** A task went to this agent, and why. */
  | { readonly type: 'agent.routed'; readonly agent: string; readonly why: string; readonly task: string }
  /** An agent says in a few sentences what it did. */
  | { readonly type: 'agent.explained'; readonly agent: string; readonly text: string }
  /** An agent ended without a result. */
  | { readonly type: 'agent.gaveUp'; readonly agent: string; readonly why: string }
  /** A question that was answered before, in this node, was asked again because its process died: nothing was sent. */
  | { readonly type: 'model.recalled'; readonly request: BlobHash; readonly reply: BlobHash }
  /** Repair without a model began; the suspects are the most suspicious lines, first the most. */
  | {
      readonly type: 'repair.started';
      readonly suspects: readonly { readonly path: string; readonly line: number; readonly score: number }[];
    }
  /** How many edits repair has tried so far. */
  | { readonly type: 'repair.progressed'; readonly tried: number; readonly ms: number; readonly trials?: TrialCounts }
  /** Repair ended: `found` says which edit made the tests green, `why` why none was found. */
  | {
      readonly type: 'repair.finished';
      readonly tried: number;
      readonly ms: number;
      readonly found: string | undefined;
      readonly why: string | undefined;
      readonly trials?: TrialCounts;
    }
  /**
   * Other edits make the red tests green as well: `what` is the one that repair hands on, which leaves the files `instead`. `inputs` are
   * calls that no test makes and what each of the edits does with them. `found` edits hold in all, of which the best are kept.
   */
  | {
      readonly type: 'alternatives.recorded';
      readonly what: string;
      readonly instead: readonly { readonly path: string; readonly hash: BlobHash | undefined }[];
      readonly alternatives: readonly Alternative[];
      readonly inputs: readonly OpenInput[];
      readonly found: number;
    }
  /** The prompt that an agent of this run speaks by, and which text of it: `hash` is the SHA-256 of its file. */
  | {
      readonly type: 'prompt.used';
      readonly name: string;
      readonly version: number;
      readonly from: PromptOrigin;
      readonly hash: string;
    }
  /** The rules of the project that an agent was given; the blob holds their text. */
  | {
      readonly type: 'rules.given';
      readonly from: readonly string[];
      readonly cut: readonly string[];
      readonly text: BlobHash;
    }
  /** Code that an agent was shown before it asked, with the reasons for each stretch. Lines count from 1; both belong to it. */
  | {
      readonly type: 'context.given';
      readonly pieces: readonly {
        readonly path: string;
        readonly firstLine: number;
        readonly lastLine: number;
        readonly reasons: readonly string[];
      }[];
      readonly tokens: number;
    }
  /** What earlier runs proved was used; in a prompt the blob holds the text, and `files` are those it leads to. */
  | {
      readonly type: 'memory.recalled';
      readonly use: 'test-command' | 'fix' | 'prompt';
      readonly facts: readonly string[];
      readonly files?: readonly string[];
      readonly text?: BlobHash;
    }
  /** What was remembered did not hold, and was not used. */
  | { readonly type: 'memory.dropped'; readonly fact: string; readonly why: string }
  /** The model that a node asks, and what it can do: on these the node's way of asking depends. */
  | {
      readonly type: 'model.chosen';
      readonly model: string;
      readonly capability: ModelCapability;
      /** Why this one, in words; absent in logs of older versions. */
      readonly why?: string;
    }
  /** A model of a node failed; `by` begins the node's work anew, as the node's next model. Absent: none was left. */
  | {
      readonly type: 'model.replaced';
      readonly model: string;
      readonly code: string;
      readonly message: string;
      readonly by?: string;
    }
  /** A call is about to be sent; the blob holds the request, and the budget is reserved. */
  | {
      readonly type: 'model.requested';
      readonly call: number;
      readonly model: string;
      readonly request: BlobHash;
      readonly reservedTokens: number;
      readonly reservedUsd: number | undefined;
      /** Parameters of the request; absent in logs of older versions, and where the provider's own value holds. */
      readonly maxOutputTokens?: number;
      readonly temperature?: number;
      readonly seed?: number;
      readonly effort?: string;
    }
  /** A call was answered; the blob holds the reply. `usd` is undefined without a known price. */
  | {
      readonly type: 'model.replied';
      readonly call: number;
      readonly model: string;
      readonly reply: BlobHash;
      readonly usage: ModelUsage | undefined;
      readonly usd: number | undefined;
      readonly ms: number;
      /** Absent in logs of older versions. */
      readonly finish?: FinishReason;
    }
  /** A call that broke off after the provider had begun to bill it, charged as estimated. */
  | {
      readonly type: 'model.charged';
      readonly call: number;
      readonly usage: ModelUsage;
      readonly usd: number | undefined;
    }
  /** A call failed. With `retryInMs` it is made again after that time. */
  | {
      readonly type: 'model.failed';
      readonly call: number;
      readonly code: string;
      readonly message: string;
      readonly retryInMs: number | undefined;
    }
  /** The model used a tool; the summary is one line for a person. */
  | {
      readonly type: 'tool.called';
      readonly name: string;
      readonly summary: string;
      readonly isError: boolean;
      readonly ms: number;
    }
  /** An agent asks the person whose run it is, and waits. `number` counts the questions of its node. */
  | {
      readonly type: 'person.asked';
      readonly number: number;
      readonly question: string;
      readonly choices: readonly string[];
    }
  /** The answer to a question, as the agent got it. `again`: it was on record, from before the process died or the node began anew. */
  | { readonly type: 'person.answered'; readonly number: number; readonly answer: string; readonly again?: true }
  /** An agent would have asked, and nobody was there to be asked: it went on by its own judgement. */
  | {
      readonly type: 'person.missed';
      readonly number: number;
      readonly question: string;
      readonly choices: readonly string[];
    }
  /**
   * An action was refused, or was allowed by more than the mode of the run: by a rule, or by a person who was asked. `rule` is the one
   * that refuses, asks or allows. `tainted`: what the run had read by then that nobody vouches for.
   */
  | {
      readonly type: 'policy.decided';
      readonly intent: Intent;
      readonly command?: readonly string[];
      readonly tool?: string;
      readonly agent?: string;
      readonly decision: 'allowed' | 'refused';
      readonly rule: string;
      readonly by: 'policy' | 'person' | 'nobody';
      /** How far a person's yes reaches; one for the workspace ends then, ms since 1970. */
      readonly scope?: Scope;
      readonly untilMs?: number;
      readonly tainted?: readonly Taint[];
    }
  /**
   * A command in the sandbox has asked for a host: it was let through, or not. Told once for each host, port and rule of a command.
   * `port` is 0 where none could be read.
   */
  | {
      readonly type: 'connection.decided';
      readonly command: readonly string[];
      readonly host: string;
      readonly port: number;
      readonly decision: 'allowed' | 'refused';
      readonly rule: string;
      readonly tainted?: readonly Taint[];
    }
  /** The conversation neared the model's window: older results and turns gave way to a ledger. Estimated tokens of its messages. */
  | { readonly type: 'conversation.compacted'; readonly tokensBefore: number; readonly tokensAfter: number }
  /** An edit of the model did not fit the files and was not applied. */
  | { readonly type: 'edit.refused'; readonly attempt: number; readonly why: string }
  /** An edit was applied to the copy and judged by the tests. */
  | {
      readonly type: 'attempt.finished';
      readonly attempt: number;
      readonly proved: boolean;
      readonly why: string;
      readonly paths: readonly string[];
    }
  /** A hook failed for the first time in the run, or once more and is switched off. The run goes on as it would without it. */
  | {
      readonly type: 'hook.failed';
      readonly name: string;
      readonly from: HookFrom;
      readonly point: string;
      readonly code: string;
      readonly message: string;
      readonly switchedOff: boolean;
    }
  /** Gates were asked whether the change that follows may be proposed, or whether what the run came to may count. One refusal is enough. */
  | { readonly type: 'gate.decided'; readonly allow: boolean; readonly gates: readonly GateWord[] }
  /** There is a change to review. The blobs of its files lie beside the log. */
  | {
      readonly type: 'patch.proposed';
      readonly proposal: Proposal;
      readonly by: FixedBy;
      readonly summary: string;
      readonly hunks: number;
      /** Changed lines, a replaced one counted once; absent in logs of older versions. */
      readonly lines?: number;
    }
  /** What the tests before and after prove, and which test files the change touches. */
  | {
      readonly type: 'evidence.recorded';
      readonly evidence: FixEvidence;
      readonly testsChanged: readonly string[];
      /** How large the change is; absent in logs of older versions. */
      readonly change?: ChangeMeasure;
      /** What the project's checkers say; absent when they were not asked. */
      readonly findings?: RecordedFindings;
      /** What the new tests show; absent when that was not tried. */
      readonly newTests?: NewTests;
    }
  /** The tests that the change brings were tried with it, without it, and on small defects. */
  | ({ readonly type: 'tests.checked' } & NewTests)
  /** Whether the change counts as what was asked for: a feature, or with `about` the mending of a problem; and what speaks against it. */
  | {
      readonly type: 'feature.judged';
      readonly accepted: boolean;
      readonly why: readonly string[];
      readonly about?: 'problem';
    }
  /** A limit would have been passed, so the call or step was not begun. */
  | {
      readonly type: 'budget.exhausted';
      readonly limit: keyof BudgetLimits;
      readonly needed: number;
      readonly left: number;
      readonly total: number;
    }
  /** The run ended by itself. */
  | {
      readonly type: 'run.finished';
      readonly outcome: Exclude<RunOutcome, 'cancelled' | 'failed'>;
      readonly line: string;
    }
  /** A person cancelled the run. */
  | { readonly type: 'run.cancelled' }
  /** The run could not go on; the code is stable, the message is for a person. */
  | { readonly type: 'run.failed'; readonly code: string; readonly message: string; readonly hint: string | undefined }
  /** The isolated copy was removed. The log stays. */
  | { readonly type: 'copy.disposed' }
  | ReviewEventKind;

/** An event as it stands in the log: numbered from 1 without gaps, stamped with wall time (ms since 1970). */
export type RunEvent = RunEventBody & { readonly seq: number; readonly atMs: number; readonly v: number };
