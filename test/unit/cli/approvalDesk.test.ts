import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../../src/base/errors.ts';
import { followApprovals } from '../../../src/cli/approvalDesk.ts';
import type { WaitingApproval, WaitingQuestion } from '../../../src/protocol/questions.ts';

const run = { workspace: '/w', runId: 'r1' } as const;

/** A desk over a run whose questions the test sets, with what was answered and said. */
function openDesk(tty: boolean) {
  const streams = () => Object.assign(new PassThrough(), { isTTY: tty });
  const [stdin, stderr] = [streams(), streams()];
  const answers: unknown[] = [];
  const said: string[] = [];
  let listener: (change: unknown) => void = () => undefined;
  let view: { waiting: readonly WaitingApproval[]; questions: readonly WaitingQuestion[] } = {
    waiting: [],
    questions: [],
  };
  const events: { readonly type: string; readonly seq: number }[] = [];
  const app = {
    listEventsAfter: async (_run: unknown, after: number) => events.filter(({ seq }) => seq > after),
    onDidChangeRun(hear: typeof listener) {
      listener = hear;
      return { dispose: () => undefined };
    },
    getWorkflowRun: async () => view,
    async approve({ node, approved, reason }: Record<string, unknown>) {
      answers.push([node, approved, reason]);
    },
    async answer({ node, text }: { node: string; text: string }) {
      if (text.length > 20) throw new CodedError('question.badAnswer', 'The answer is too long.');
      answers.push([node, text]);
    },
  };
  const progress = { say: () => undefined, keep: (text: string) => said.push(text), dispose: () => undefined };
  const io = { stdin, stderr, stdout: new PassThrough(), env: {}, cwd: '/' };
  const desk = followApprovals({ io: io as never, app: app as never, run: run as never, progress });
  return {
    answers,
    said,
    stdin,
    prompts: () => String(stderr.read() ?? ''),
    async show(next: Partial<typeof view>) {
      view = { waiting: [], questions: [], ...next };
      events.push({ type: 'person.asked', seq: events.length + 1 });
      listener({ ...run });
      await sleep(5);
    },
    async type(line: string) {
      stdin.write(`${line}\n`);
      await sleep(5);
    },
    dispose: () => desk.dispose(),
  };
}

const question = (node: string, choices: readonly string[] = []) => ({
  node,
  number: 1,
  question: 'Which one?',
  choices,
});

describe('what a run asks, on a terminal', () => {
  it('is read there, one after the other, until each has an answer that can be passed on', async () => {
    const desk = openDesk(true);
    await desk.show({
      waiting: [{ node: 'confirm', message: 'Go on with tea?' }],
      questions: [question('judge', ['net', 'gross']), question('other')],
    });
    assert.deepEqual(desk.said, ['\nGo on with tea?'], 'the others wait for their turn');
    for (const line of ['perhaps', 'n too late', '', 'x'.repeat(21), '2', 'my own']) await desk.type(line);
    assert.deepEqual(desk.answers, [
      ['confirm', false, 'too late'],
      ['judge', '2'],
      ['other', 'my own'],
    ]);
    assert.deepEqual(desk.said, [
      '\nGo on with tea?',
      '\njudge asks: Which one?\n  1. net\n  2. gross',
      'The answer is too long.',
      '\nother asks: Which one?',
    ]);
    assert.match(desk.prompts(), /^Go on\?.*Go on\?.*a number, or your own words.*Your answer: $/s);
    desk.dispose();
  });

  it('is no longer read when somebody answers elsewhere, and the next question is', async () => {
    const desk = openDesk(true);
    await desk.show({ questions: [question('judge')] });
    await desk.show({ questions: [question('other')] });
    await desk.type('for the other');
    assert.deepEqual(desk.answers, [['other', 'for the other']]);
    desk.dispose();
  });

  it('elsewhere is told with the command that answers it', async () => {
    const desk = openDesk(false);
    await desk.show({ questions: [question('judge')] });
    await desk.show({ questions: [question('judge')] });
    assert.deepEqual(desk.said, [
      '\njudge asks: Which one?',
      'Waiting for an answer: loopwright answer r1 "…" --node judge',
    ]);
    await desk.type('nobody reads this');
    assert.deepEqual(desk.answers, []);
    desk.dispose();
  });
});
