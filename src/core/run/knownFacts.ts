import { type Fact, isAbout, isTrusted, type StoredFact } from '../memory/fact.ts';
import { rankFacts } from './rankFacts.ts';
import type { MemoryQuestion, Recalled } from './runMemory.ts';

/** How much a prompt may grow by what is known, in tokens. */
const maxTokens = 200;
const mostFacts = 6;
const longestSummary = 240;
/** What answers the question much worse than the best one does is noise. */
const leastShare = 0.3;

/**
 * What of the facts is worth a prompt, best first, within its bound; undefined when there is nothing. `count` gives the tokens of a
 * text.
 */
export async function knownFacts(
  facts: readonly StoredFact[],
  { question, count }: { readonly question: MemoryQuestion; readonly count: (text: string) => number },
  signal: AbortSignal,
): Promise<Recalled | undefined> {
  const usable = facts.filter(({ fact }) => isTrusted(fact));
  const same = usable.filter(({ fact }) => isAbout(fact, question.tests));
  const always = question.agent === 'debug' ? [] : usable.filter(({ fact }) => alwaysSaid.has(fact.kind));
  const others = usable.filter(({ fact }) => !alwaysSaid.has(fact.kind));
  const searched = await rankFacts(others, question.text, signal);
  const best = searched[0]?.score ?? 0;
  const found = searched.filter(({ score }) => score >= leastShare * best).map((ranked) => ranked.fact);
  const ordered = [...new Set([...same, ...always, ...found])].slice(0, mostFacts);
  const lines: string[] = [];
  const said: Fact[] = [];
  let left = maxTokens;
  for (const { fact } of ordered) {
    const line = sayFact(fact);
    const tokens = count(line) + 1;
    if (tokens > left) continue;
    left -= tokens;
    lines.push(line);
    said.push(fact);
  }
  if (lines.length === 0) return undefined;
  const files = said.flatMap((fact) => (isAbout(fact, question.tests) ? (fact.files ?? []) : []));
  return { facts: said.map(({ id }) => id), files: [...new Set(files)], text: lines.join('\n') };
}

/** What holds whatever the task is. */
const alwaysSaid: ReadonlySet<string> = new Set(['test-command', 'checkers']);

/** A fact in a line. */
function sayFact(fact: Fact): string {
  const { kind, about, evidence, files = [], accepted, body } = fact;
  const shown = files.slice(0, 4).join(', ');
  switch (kind) {
    case 'fix': {
      const trust =
        accepted === undefined
          ? 'green in a clean copy then, no person has taken it over'
          : 'proved, and accepted by a person';
      return `- ${about} was red before. The change was in ${shown} (${trust}): ${summaryOf(body)}`;
    }
    case 'note':
      return `- ${about}${summaryOf(body) === '' ? '' : `: ${summaryOf(body)}`}`;
    default:
      return `- ${about}${evidence === undefined ? '' : ` (${evidence})`}`;
  }
}

/** The text in front of a change, on one line. */
function summaryOf(body: string): string {
  const text = (body.split('```diff')[0] ?? '').replace(/\s+/g, ' ').trim();
  return text.length > longestSummary ? `${text.slice(0, longestSummary)}…` : text;
}
