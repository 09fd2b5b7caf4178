import * as vscode from 'vscode';
import { isAbort, isCoded, messageOf } from '../base/errors.ts';
import type { WaitingApproval, WaitingQuestion } from '../protocol/questions.ts';
import { askAgentQuestion } from './agentQuestion.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import type { QuestionPage } from './questionPage.ts';
import type { RunList } from './runList.ts';
import type { RunName } from './runName.ts';
import { showTrouble } from './trouble.ts';

const t = vscode.l10n.t;

interface Options {
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly output: vscode.LogOutputChannel;
  /** Where the pages of questions lie while they are open. */
  readonly storage: vscode.Uri;
}

/** A question that is shown. */
interface Question extends WaitingApproval {
  readonly run: RunName;
  readonly page: QuestionPage;
}

/** A burst of changes of a run is looked at once. */
const pauseMs = 150;

/**
 * What runs ask: the plan of a feature, an approval of a workflow. Each opens beside the code as a page that can be changed,
 * and is answered there, in its notification, or by command. Runs of this window are watched; others are asked by command.
 */
export class RunQuestions implements vscode.Disposable {
  readonly #options: Options;
  readonly #watched = new Map<string, RunName>();
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #open = new Map<string, Question>();
  /** Questions that were shown and that the run still waits for: an answer takes a moment to arrive. */
  readonly #shown = new Set<string>();
  readonly #subscriptions: { dispose(): void }[];
  #answers: vscode.Disposable | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#subscriptions = [
      options.engine.onDidChangeRun(({ runId }) => this.#schedule(runId)),
      options.engine.onDidCrash(() => void this.#closeAll()),
    ];
  }

  /** Shows what a run asks from now on. */
  watch(run: RunName): void {
    this.#watched.set(run.runId, run);
    this.#schedule(run.runId);
  }

  /** Shows what a run asks now. False when it asks nothing. */
  async showNow(run: RunName): Promise<boolean> {
    this.#watched.set(run.runId, run);
    const { engine } = this.#options;
    // Asked for, a question is asked again.
    const asked = await engine.call('getQuestions', { ...run }, neverCancelled());
    for (const one of asked) this.#shown.delete(keyOf(run, placeOf(one)));
    await this.#look(run);
    const shown = this.#of(run.runId);
    for (const { page } of shown) await page.reveal();
    return shown.length > 0 || asked.length > 0;
  }

  /** Answers the question whose page this is (undefined: the only one that is open). Gives false when there is none. */
  async answer(uri: vscode.Uri | undefined, approved: boolean): Promise<boolean> {
    const key = uri?.toString();
    const question = [...this.#open.values()].find(({ page }) => key === undefined || page.uri.toString() === key);
    if (!question) return false;
    await this.#answer(question, approved);
    return true;
  }

  dispose(): void {
    for (const timer of this.#due.values()) clearTimeout(timer);
    this.#answers?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #of(runId: string): readonly Question[] {
    return [...this.#open.values()].filter(({ run }) => run.runId === runId);
  }

  #schedule(runId: string): void {
    const run = this.#watched.get(runId);
    if (!run || this.#due.has(runId)) return;
    const timer = setTimeout(() => {
      this.#due.delete(runId);
      void this.#look(run);
    }, pauseMs);
    this.#due.set(runId, timer);
  }

  /** Never rejects: trouble goes to the output, and the next change looks again. */
  async #look(run: RunName): Promise<void> {
    const { engine, output } = this.#options;
    try {
      const waiting = await engine.call('getWaiting', { ...run }, neverCancelled());
      const asked = await engine.call('getQuestions', { ...run }, neverCancelled());
      const keys = new Set([
        ...waiting.map(({ node }) => keyOf(run, node)),
        ...asked.map((one) => keyOf(run, placeOf(one))),
      ]);
      for (const key of this.#shown) if (key.startsWith(keyOf(run, '')) && !keys.has(key)) this.#shown.delete(key);
      for (const question of this.#of(run.runId)) if (!keys.has(keyOf(run, question.node))) await this.#close(question);
      for (const one of waiting) if (!this.#shown.has(keyOf(run, one.node))) await this.#show(run, one);
      for (const one of asked) if (!this.#shown.has(keyOf(run, placeOf(one)))) this.#ask(run, one);
    } catch (error) {
      // A run of an older version asks nothing.
      if (!isAbort(error) && !isCoded(error, 'run.noWorkflow'))
        output.error(`What run ${run.runId} asks cannot be read: ${messageOf(error)}`);
    }
  }

  async #show(run: RunName, { node, message }: WaitingApproval): Promise<void> {
    this.#shown.add(keyOf(run, node));
    const title = this.#options.runs.find(run.workspace, run.runId)?.row.title ?? '';
    const { openQuestion, showAnswers } = await import('./questionPage.ts');
    this.#answers ??= showAnswers(this.#options.storage);
    const page = await openQuestion(this.#options.storage, { run, node, title, message });
    const question: Question = { run, node, message, page };
    this.#open.set(keyOf(run, node), question);
    await this.#tellPages();
    void this.#offer(question, title);
  }

  /** Never rejects. */
  async #offer(question: Question, title: string): Promise<void> {
    const [approve, refuse, show] = [t('Approve'), t('Refuse…'), t('Show')];
    const sentence = t('{0}: the run waits for your answer. You can change the page before you approve it.', title);
    const chosen = await vscode.window.showInformationMessage(sentence, approve, refuse, show);
    if (chosen === undefined) return;
    try {
      if (chosen === show) {
        await question.page.reveal();
        return;
      }
      await this.#answer(question, chosen === approve);
    } catch (error) {
      void showTrouble(error, this.#options.output);
    }
  }

  /** An agent's question, in a notification; its answers are buttons where they are few. */
  #ask(run: RunName, one: WaitingQuestion): void {
    this.#shown.add(keyOf(run, placeOf(one)));
    void askAgentQuestion(this.#options.engine, { run, asked: one }, neverCancelled()).catch((error: unknown) =>
      showTrouble(error, this.#options.output),
    );
  }

  async #answer(question: Question, approved: boolean): Promise<void> {
    const { run, node, page } = question;
    const reason = approved ? page.changes() : await askWhy();
    if (reason === undefined) return;
    await this.#options.engine.call('approve', { ...run, node, approved, reason }, neverCancelled());
    await this.#close(question);
  }

  async #close(question: Question): Promise<void> {
    this.#open.delete(keyOf(question.run, question.node));
    await this.#tellPages();
    await question.page.close();
  }

  async #closeAll(): Promise<void> {
    for (const question of [...this.#open.values()]) await this.#close(question);
  }

  /** For the buttons in the title of the editor. */
  async #tellPages(): Promise<void> {
    const paths = [...this.#open.values()].map(({ page }) => page.uri.fsPath);
    await vscode.commands.executeCommand('setContext', 'loopwright.questionPages', paths);
  }
}

/** Names a question of an agent among all that a run asks. */
const placeOf = ({ node, number }: WaitingQuestion) => `${node}?${number}`;

const keyOf = ({ runId }: RunName, node: string) => `${runId} ${node}`;

/** Why not, in words; undefined when the person backs out. */
async function askWhy(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Refuse'),
    prompt: t('Why not? It stays with the run. Leave it empty to give no reason.'),
  });
}
