// Proves the corpus: the right source passes both suites, and every defect fails a test of each.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addHiddenSuite, type CorpusModule, type Defect, writeProject } from './corpus.ts';
import { isGreen, type Judge, type SuiteResult } from './judge.ts';

/** What is wrong with a module of the corpus, as sentences; none when all of it holds. */
export async function checkModule(module: CorpusModule, judge: Judge): Promise<readonly string[]> {
  const wrong: string[] = [];
  const right = await runBoth(module, judge);
  if (!isGreen(right.visible)) wrong.push(`${module.name}: the visible suite is not green: ${said(right.visible)}`);
  if (!isGreen(right.hidden)) wrong.push(`${module.name}: the hidden suite is not green: ${said(right.hidden)}`);
  for (const defect of module.defects) {
    const { visible, hidden } = await runBoth(module, judge, defect);
    if (isGreen(visible)) wrong.push(`${defect.id}: no visible test fails`);
    if (isGreen(hidden)) wrong.push(`${defect.id}: no hidden test fails`);
    // Nothing runs at all: not a defect of behaviour but a file that does not load.
    if (visible.passed === 0 && visible.failed > 0) wrong.push(`${defect.id}: no visible test passes`);
  }
  return wrong;
}

const said = ({ passed, failed, broken }: SuiteResult) =>
  `${passed} passed, ${failed} failed${broken ? ', not to its end' : ''}`;

async function runBoth(module: CorpusModule, judge: Judge, defect?: Defect) {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-defect-'));
  try {
    writeProject(module, folder, defect);
    addHiddenSuite(module, folder);
    const visible = await judge.run(module, folder, 'visible');
    return { visible, hidden: await judge.run(module, folder, 'hidden') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
