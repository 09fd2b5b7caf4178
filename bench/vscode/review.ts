// node bench/vscode/review.ts [-- --runs 5]: a review of 500 hunks, first drawn and decided on, in a real browser.
import { parseArgs } from 'node:util';
import { launchBrowser } from '../../test/e2e/harness/chromium.ts';
import { type LargeReview, reviewLargeProposal } from './largeProposal.ts';
import { type DrawnReview, drawReview } from './reviewPage.ts';
import { median } from './statistics.ts';

/** What a review of 500 hunks takes: medians over the runs, in ms. */
export interface ReviewFigures {
  /** In the page, from the beginning of its script to the picture; and from a key to the paint of what it did. */
  readonly review500FirstDrawMs: number;
  readonly review500DecisionMs: number;
  readonly review500StepMs: number;
  readonly review500FilterMs: number;
  /** What of it the page's thread was busy. */
  readonly review500FirstDrawCpuMs: number;
  readonly review500DecisionCpuMs: number;
  /** In the engine's thread: the review fetched for the first time; a decision recorded and the review fetched again. */
  readonly review500EngineFirstMs: number;
  readonly review500EngineDecisionMs: number;
}

/** Measures the page as it was built; `npm run build` comes first. */
export async function measureReview(runs: number): Promise<ReviewFigures> {
  const made: LargeReview[] = [];
  const drawn: DrawnReview[] = [];
  const browser = await launchBrowser();
  try {
    // The first round warms up.
    for (let run = 0; run <= runs; run++) {
      const one = await reviewLargeProposal(500);
      const picture = await drawReview(browser, one.view);
      if (run === 0) continue;
      made.push(one);
      drawn.push(picture);
    }
  } finally {
    await browser.close();
  }
  return {
    review500FirstDrawMs: median(drawn.map(({ firstDrawMs }) => firstDrawMs)),
    review500DecisionMs: median(drawn.flatMap(({ decisionMs }) => decisionMs)),
    review500StepMs: median(drawn.flatMap(({ stepMs }) => stepMs)),
    review500FilterMs: median(drawn.flatMap(({ filterMs }) => filterMs)),
    review500FirstDrawCpuMs: median(drawn.map(({ firstDrawCpuMs }) => firstDrawCpuMs)),
    review500DecisionCpuMs: median(drawn.map(({ decisionCpuMs }) => decisionCpuMs)),
    review500EngineFirstMs: median(made.map(({ firstFetchMs }) => firstFetchMs)),
    review500EngineDecisionMs: median(made.flatMap(({ decideMs }) => decideMs)),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number above 0');
  console.log(JSON.stringify(await measureReview(runs), null, 2));
}
