/**
 * How often fixes are of a kind, against how many edits of that kind are offered: learnt, where the priors inside an operator are set
 * by hand. The shares of fixes are those of 1.44 million single-statement bug fixes in Python projects that match a pattern (Richter
 * and Wehrheim: TSSB-3M, Mining single statement bugs at massive scale, MSR 2022; the table of pattern frequencies in its README; data
 * under CC BY 4.0, doi:10.5281/zenodo.5845439). Its patterns are put to the operators that make such edits:
 * identifier, attribute and caller → wrongName; more, fewer, swapped and keyword arguments → argument; function name → sibling; function
 * around an expression and method call → wrap, value; numeric and boolean literal, type of a constant → constant, offByOne; operand →
 * offByOne, arithmetic, reuse; operator → relational, arithmetic; more and less specific `if`, unary operator → logical; elements →
 * collection. What that study does not count (whole statements, calls left out) is weighed by the fixes of the cases in test/fixtures.
 */
const learnt: Readonly<Record<string, { readonly fixes: number; readonly offered: number; readonly prior: number }>> = {
  // fixes: share in 1,000; offered: edits a case, on average of the cases in test/fixtures; prior: mean of those set by hand.
  wrongName: { fixes: 82, offered: 44, prior: 0.169 },
  argument: { fixes: 80, offered: 15, prior: 0.143 },
  sibling: { fixes: 83, offered: 4.4, prior: 0.435 },
  wrap: { fixes: 39, offered: 130, prior: 0.116 },
  value: { fixes: 96, offered: 240, prior: 0.067 },
  constant: { fixes: 30, offered: 5.9, prior: 0.169 },
  offByOne: { fixes: 68, offered: 20, prior: 0.325 },
  arithmetic: { fixes: 53, offered: 19, prior: 0.181 },
  relational: { fixes: 30, offered: 5.1, prior: 0.305 },
  logical: { fixes: 67, offered: 35, prior: 0.129 },
  collection: { fixes: 31, offered: 13, prior: 0.114 },
  reuse: { fixes: 26, offered: 40, prior: 0.108 },
  statement: { fixes: 104, offered: 160, prior: 0.139 },
  guard: { fixes: 17, offered: 51, prior: 0.142 },
  result: { fixes: 43, offered: 7.2, prior: 0.179 },
  forgotten: { fixes: 26, offered: 6.6, prior: 0.13 },
  chain: { fixes: 43, offered: 5.3, prior: 0.18 },
  presence: { fixes: 34, offered: 2.4, prior: 0.152 },
  call: { fixes: 60, offered: 1.9, prior: 0.164 },
  text: { fixes: 17, offered: 4.6, prior: 0.183 },
};

/** How far the table is believed: at 1 entirely, at 0 not at all. Chosen by the ranks of known fixes (docs/repair.md). */
const trust = 0.35;

const likelihood = ({ fixes, offered, prior }: { fixes: number; offered: number; prior: number }) =>
  fixes / offered / prior;

const reference = likelihood(learnt.offByOne ?? { fixes: 1, offered: 1, prior: 1 });

const weights: ReadonlyMap<string, number> = new Map(
  Object.entries(learnt).map(([operator, entry]) => [operator, (likelihood(entry) / reference) ** trust]),
);

/** What the priors of an operator are multiplied by; 1 for one that is not in the table. */
export function editWeight(operator: string): number {
  return weights.get(operator) ?? 1;
}
