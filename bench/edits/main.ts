// npm run bench:edits [-- --json | -- --wrong]: our reader and ladder beside published matchers, on one corpus of edits.
import type { EditCase } from '../../test/corpus/editCase.ts';
import { editCorpus } from '../../test/corpus/editCorpus.ts';
import { isWrongInFormOnly, ourOutcome, type Verdict, verdictOf } from '../../test/corpus/score.ts';
import { installPeers } from '../installPeers.ts';
import { failingSearchMs } from './failingSearch.ts';
import { createAgentsSdk, createDiffMatchPatch, createGemini, createJsdiff, createPi, type Peer } from './peers.ts';

const json = process.argv.includes('--json');
const showWrong = process.argv.includes('--wrong');
const corpus = editCorpus().flatMap((group) => group.cases);

/** What came of the cases that a matcher has a form for. `canApply` of them can be applied without a guess. */
interface Score {
  readonly cases: number;
  readonly canApply: number;
  readonly applied: number;
  readonly refused: number;
  readonly missed: number;
  readonly appliedWrongly: number;
  /** Of those applied wrongly: other white space or typographic signs, and nothing else. */
  readonly wrongInFormOnly: number;
  readonly notApplicable: number;
  readonly applyRate: number;
}

function say(line: string): void {
  if (!json) console.log(line);
}

async function scoreOf(matcher: Peer, cases: readonly EditCase[]): Promise<Score> {
  const counts: Record<Verdict, number> = { applied: 0, refused: 0, missed: 0, wrong: 0 };
  let canApply = 0;
  let appliedMeant = 0;
  let notApplicable = 0;
  let formOnly = 0;
  for (const one of cases) {
    const outcome = await matcher.apply(one);
    if (outcome === undefined) {
      notApplicable++;
      continue;
    }
    const verdict = verdictOf(one, outcome);
    counts[verdict]++;
    if (one.applied !== undefined) canApply++;
    if (one.applied !== undefined && verdict === 'applied') appliedMeant++;
    if (verdict === 'wrong' && isWrongInFormOnly(one, outcome)) formOnly++;
    if (showWrong && verdict === 'wrong') say(`  ${matcher.name} wrong: ${one.name}`);
  }
  return {
    cases: cases.length - notApplicable,
    canApply,
    applied: counts.applied,
    refused: counts.refused + counts.missed,
    missed: counts.missed,
    appliedWrongly: counts.wrong,
    wrongInFormOnly: formOnly,
    notApplicable,
    applyRate: canApply === 0 ? 0 : Math.round((appliedMeant * 1000) / canApply) / 1000,
  };
}

function row(name: string, score: Score): string {
  const { cases, canApply, applied, missed, appliedWrongly, wrongInFormOnly } = score;
  const cells = [cases, canApply, applied, missed, appliedWrongly, wrongInFormOnly].map((count) =>
    String(count).padStart(11),
  );
  return `${name.padEnd(26)}${cells.join('')}${`${(score.applyRate * 100).toFixed(1)} %`.padStart(10)}`;
}

installPeers([
  'diff',
  'diff-match-patch',
  '@mariozechner/pi-coding-agent',
  '@google/gemini-cli-core',
  '@openai/agents-core',
]);
const ours: Peer = { name: 'loopwright', apply: async (one) => ourOutcome(one) };
const peers = [
  await createJsdiff(),
  await createDiffMatchPatch(),
  await createPi(),
  await createGemini(),
  await createAgentsSdk(),
];
const own = await scoreOf(ours, corpus);
const heads = ['cases', 'can apply', 'applied', 'missed', 'wrong', 'form only'];
say(`${corpus.length} answers; missed: refused although it can be applied; wrong: another text than the one meant;`);
say('form only: wrong in nothing but white space or typographic signs; rate: of those that can be applied');
say(`${''.padEnd(26)}${heads.map((head) => head.padStart(11)).join('')}${'rate'.padStart(10)}`);
say(row(ours.name, own));
const scores: Record<string, Score> = {};
for (const peer of peers) {
  const score = await scoreOf(peer, corpus);
  scores[peer.name] = score;
  const same: EditCase[] = [];
  for (const one of corpus) if ((await peer.apply(one)) !== undefined) same.push(one);
  say(row(peer.name, score));
  say(row('  loopwright on the same', await scoreOf(ours, same)));
}
const failing = await failingSearchMs();
for (const { name, ms, ratio } of failing)
  say(`10,000 lines, ${name}: ${ms.toFixed(0)} ms, ${ratio.toFixed(1)} times jsdiff`);
const { cases, applied, refused, appliedWrongly, applyRate } = own;
console.log(JSON.stringify({ cases, applied, refused, appliedWrongly, applyRate, peers: scores }));
process.exit(0);
