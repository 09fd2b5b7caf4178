import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkModule } from '../../../bench/repair/check.ts';
import { readCorpus, writeProject } from '../../../bench/repair/corpus.ts';
import { Judge } from '../../../bench/repair/judge.ts';

describe('the corpus of known defects', () => {
  const corpus = readCorpus();
  const defects = corpus.flatMap((module) => module.defects.map((defect) => ({ module, defect })));

  it('is as large and as mixed as the bench says', () => {
    assert.ok(corpus.length >= 25, `${corpus.length} modules`);
    assert.ok(defects.length >= 120, `${defects.length} defects`);
    assert.equal(new Set(defects.map(({ defect }) => defect.id)).size, defects.length, 'an id is used twice');
    const share = (count: number) => count / defects.length;
    const python = share(defects.filter(({ module }) => module.language === 'python').length);
    assert.ok(python > 0.4 && python < 0.6, `${python} of it Python`);
    const more = share(defects.filter(({ defect }) => defect.size === 'more').length);
    // Textbook programs have none of these.
    assert.ok(more >= 0.15 && more <= 0.25, `${more} of it need more than two small edits`);
    for (const half of ['tuning', 'heldBack']) {
      const size = share(defects.filter(({ module }) => module.half === half).length);
      assert.ok(size > 0.4, `${size} of it is ${half}`);
    }
  });

  it('has lines for every defect that are found exactly once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'defect-corpus-'));
    try {
      for (const { module, defect } of defects) writeProject(module, join(folder, defect.id), defect);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  // All of it takes minutes: npm run bench:repair -- --check.
  for (const name of ['text_wrap', 'byteRange'])
    it(`is proved for ${name}: right sources pass both suites, every defect fails both`, async () => {
      const module = corpus.find((one) => one.name === name);
      assert.ok(module);
      const judge = new Judge();
      try {
        assert.deepEqual(await checkModule(module, judge), []);
      } finally {
        judge.dispose();
      }
    }).timeout(120_000);

  it('is not proved when a defect is none', async () => {
    const module = corpus.find((one) => one.name === 'byteRange');
    assert.ok(module);
    const [first] = module.defects;
    assert.ok(first);
    const none = { ...first, id: 'none', hunks: first.hunks.map((hunk) => ({ ...hunk, after: hunk.before })) };
    const judge = new Judge();
    assert.deepEqual(await checkModule({ ...module, defects: [none] }, judge), [
      'none: no visible test fails',
      'none: no hidden test fails',
    ]);
    judge.dispose();
  }).timeout(60_000);
});
