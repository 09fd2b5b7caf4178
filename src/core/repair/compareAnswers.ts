import { changesArguments, type ProbeAnswer } from './probeProgram.ts';

/** An input for which two repairs that satisfy the tests do different things. */
export interface OpenQuestion {
  /** The call as it is written. */
  readonly call: string;
  /** What the first one does, and the other. */
  readonly answer: string;
  readonly otherAnswer: string;
  /** Index of the other. */
  readonly other: number;
}

/**
 * The order of candidates by what they do with inputs that no test gives, best first, as indexes: those that end and throw nothing that
 * others do not throw, then the likeliest, where those that do the same everywhere stand up for one another. Equal ones stay in their
 * order. It orders, and decides nothing. `likelihoods` are of the candidates, in their order; all alike when absent.
 */
export function orderByAnswers(
  answers: readonly (readonly ProbeAnswer[])[],
  likelihoods: readonly number[] = answers.map(() => 1),
): readonly number[] {
  const likelihoodOf = (index: number): number => likelihoods[index] ?? 0;
  const places = answers.map((own, index) => {
    const others = answers.filter((_, other) => other !== index);
    const alike = [...answers.keys()].filter((other) => answers[other]?.every((answer, at) => answer === own[at]));
    const strongest = Math.max(...alike.map(likelihoodOf));
    return {
      index,
      failures: own.filter((answer, at) => isWorse(answer, others, at)).length,
      weight: strongest * (1 + sharedVote * (alike.length - 1)),
    };
  });
  return places
    .sort(
      (a, b) =>
        a.failures - b.failures ||
        b.weight - a.weight ||
        likelihoodOf(b.index) - likelihoodOf(a.index) ||
        a.index - b.index,
    )
    .map(({ index }) => index);
}

/** What each further edit that does the same adds to the likeliest one's weight: two ways to the same behaviour are no proof of it. */
const sharedVote = 0.25;

/**
 * How many documented examples each contradicts. One that none of them satisfies says nothing: it may be out of date, or about something
 * else. `expected` are the examples' values, in the order of the answers.
 */
export function contradictions(
  answers: readonly (readonly ProbeAnswer[])[],
  expected: readonly string[],
): readonly number[] {
  const satisfies = (own: readonly ProbeAnswer[], at: number): boolean =>
    own[at]?.startsWith('returns ') === true &&
    sameValue(own[at].slice(8).replace(changesArguments, ''), expected[at] ?? '');
  const telling = [...expected.keys()].filter((at) => answers.some((own) => satisfies(own, at)));
  return answers.map((own) => telling.filter((at) => !satisfies(own, at)).length);
}

/** The same value as two programs print it: spaces and kinds of quotes aside. */
function sameValue(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, '').replaceAll('"', "'").replace(/;$/, '');
  return plain(a) === plain(b);
}

/** It fails, gives nothing, or changes what it was given, where most of the others do not. */
function isWorse(answer: ProbeAnswer, others: readonly (readonly ProbeAnswer[])[], at: number): boolean {
  const most = (isGood: (answer: ProbeAnswer) => boolean): boolean =>
    !isGood(answer) && others.filter((other) => isGood(other[at])).length * 2 > others.length;
  return most(givesValue) || most(leavesArguments);
}

const givesValue = (answer: ProbeAnswer): boolean =>
  answer?.startsWith('returns ') === true && !/^returns (undefined|NaN|None)\b/.test(answer);

const leavesArguments = (answer: ProbeAnswer): boolean => answer?.endsWith(changesArguments) !== true;

/** Where the first differs from the others: one question for each of them that differs, the shortest call that tells them apart. */
export function openQuestions(
  calls: readonly string[],
  answers: readonly (readonly ProbeAnswer[])[],
  most: number,
): readonly OpenQuestion[] {
  const [first, ...others] = answers;
  if (!first) return [];
  const asked = new Set<string>();
  const found: OpenQuestion[] = [];
  for (const [at, other] of others.entries()) {
    const apart = calls
      .map((call, place) => ({
        call,
        answer: first[place] ?? unknown,
        otherAnswer: other[place] ?? unknown,
        other: at + 1,
      }))
      .filter(({ answer, otherAnswer }) => answer !== otherAnswer && answer !== unknown && otherAnswer !== unknown)
      .sort((a, b) => a.call.length - b.call.length);
    const question = apart.find(({ call }) => !asked.has(call)) ?? apart[0];
    if (!question || found.length === most) continue;
    asked.add(question.call);
    found.push(question);
  }
  return found;
}

const unknown = 'gave no answer';

/**
 * The calls that tell candidates apart, as indexes, at most so many: first those that part them in a way that no call before does, and of
 * those that part them in the same way the shortest. A call that one of them gave no answer to tells nothing.
 */
export function tellingCalls(
  calls: readonly string[],
  answers: readonly (readonly ProbeAnswer[])[],
  most: number,
): readonly number[] {
  const partOf = (at: number): string => {
    const given = answers.map((own) => own[at]);
    return given.map((answer) => given.indexOf(answer)).join();
  };
  const telling = [...calls.keys()]
    .filter((at) => answers.every((own) => own[at] !== undefined) && new Set(answers.map((own) => own[at])).size > 1)
    .sort((a, b) => (calls[a] ?? '').length - (calls[b] ?? '').length || a - b);
  const seen = new Set<string>();
  const first = telling.filter((at) => !seen.has(partOf(at)) && seen.add(partOf(at)));
  return [...first, ...telling.filter((at) => !first.includes(at))].slice(0, most);
}
