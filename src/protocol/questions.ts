/** A question of a run that waits for a person. */
export interface WaitingApproval {
  /** Path of the node that asks. */
  readonly node: string;
  readonly message: string;
}

/** A question of an agent that waits for a person's answer. Text of a model: shown, never obeyed. */
export interface WaitingQuestion {
  /** Path of the node whose agent asks. */
  readonly node: string;
  /** Counts the questions of that node, from 1. */
  readonly number: number;
  readonly question: string;
  /** Answers that it offers; any other text is an answer too. */
  readonly choices: readonly string[];
}

/** A run by its name. */
interface NamedRun {
  readonly workspace: string;
  readonly runId: string;
}

/** What runs ask people, and how that is answered. */
export interface QuestionCalls {
  /** What a run asks a person to approve now; nothing once it has ended. */
  readonly getWaiting: { readonly input: NamedRun; readonly output: readonly WaitingApproval[] };
  /** Answers such a question, whichever process the run is in. Throws `approval.notWaiting` when it was answered already. */
  readonly approve: {
    readonly input: NamedRun & { readonly node: string; readonly approved: boolean; readonly reason: string };
    readonly output: null;
  };
  /** What agents of a run ask and nobody has answered yet. */
  readonly getQuestions: { readonly input: NamedRun; readonly output: readonly WaitingQuestion[] };
  /**
   * Answers what an agent asks; the number of a choice stands for that choice. Without a node, the one question that waits.
   * Throws `question.notWaiting`, `question.ambiguous` and `question.badAnswer`.
   */
  readonly answer: {
    readonly input: NamedRun & { readonly node: string | undefined; readonly text: string };
    readonly output: WaitingQuestion;
  };
}
