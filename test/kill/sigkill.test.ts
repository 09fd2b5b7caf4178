import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliBench, finished } from '../scenario/loopwrightCli.ts';

const kills = 30;
const longestMs = 3_000;

/** A small generator, so that a failing moment can be tried again: set LOOPWRIGHT_SEED to the seed that was printed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Mulberry32 (Tommy Ettinger, public domain).
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A repository with a commit, an edited file, a new file and an ignored one: what a person has while working. */
function makeDirtyRepository(workspace: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd: workspace });
  writeFileSync(path.join(workspace, '.gitignore'), 'ignored.txt\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  appendFileSync(path.join(workspace, 'src/slug.js'), '\n// not committed yet\n');
  writeFileSync(path.join(workspace, 'new.txt'), 'untracked\r\n');
  writeFileSync(path.join(workspace, 'ignored.txt'), 'ignored\n');
}

/**
 * Live processes whose command line names the folder. A bwrap that was orphaned while it waited for its parent has run
 * nothing yet; the next run of the same workspace ends it.
 */
function processesNaming(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [`${pid} ${line.slice(0, 200)}`] : [];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

async function waitForNone(folder: string): Promise<readonly string[]> {
  for (let i = 0; i < 50 && processesNaming(folder).length > 0; i++) await sleep(100);
  return processesNaming(folder);
}

describe('kill -9 in the middle of a run', () => {
  it(`leaves the workspace byte for byte as it was, ${kills} times`, async () => {
    const seed = Number(process.env.LOOPWRIGHT_SEED ?? Date.now() % 1_000_000);
    console.log(`      seed ${seed}`);
    const random = createRandom(seed);
    const bench = new CliBench('needs-model-js');
    try {
      makeDirtyRepository(bench.workspace);
      const before = bench.fingerprint();
      let reached = 0;
      for (let i = 0; i < kills; i++) {
        const child = bench.start(['fix', '--model', 'none', '--max-minutes', '1']);
        const ended = finished(child);
        await sleep(50 + random() * longestMs);
        child.kill('SIGKILL');
        await ended;
        assert.equal(bench.fingerprint(), before, `kill ${i + 1} of seed ${seed} changed the workspace`);
        const listed = await bench.run(['runs', '--json']);
        assert.equal(listed.exitCode, 0, listed.stderr);
        reached = (JSON.parse(listed.stdout) as { runs: unknown[] }).runs.length;
      }
      assert.ok(reached > kills / 3, `only ${reached} of ${kills} runs had begun when they were killed`);
      await checkAfterwards(bench, before);
      assert.deepEqual(await waitForNone(bench.base), [], 'no process is left');
    } finally {
      bench.dispose();
    }
  });
});

/** The log is whole, the interrupted runs can be listed and removed, and the next run works. */
async function checkAfterwards(bench: CliBench, before: string): Promise<void> {
  const listed = await bench.run(['runs', '--json']);
  const { runs } = JSON.parse(listed.stdout) as { runs: { runId: string; status: string }[] };
  const interrupted = runs.filter(({ status }) => status === 'interrupted');
  assert.ok(interrupted.length > 0, 'some runs were interrupted');
  assert.ok(
    runs.every(({ status }) => status !== 'running'),
    'none is said to be running',
  );
  for (const { runId } of interrupted) {
    const discarded = await bench.run(['discard', runId]);
    assert.equal(discarded.exitCode, 0, discarded.stderr);
  }
  const [folder = ''] = readdirSync(path.join(bench.home, 'workspaces'));
  const data = path.join(bench.home, 'workspaces', folder);
  assert.deepEqual(readdirSync(path.join(data, 'runs')), [], 'no copy is left');
  const db = new DatabaseSync(path.join(data, 'runs.db'), { readOnly: true });
  assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  db.close();
  writeFileSync(path.join(bench.workspace, 'src/slug.js'), fixedSlug);
  const next = await bench.fix(['--model', 'none']);
  assert.equal(next.json.outcome, 'nothing-to-fix', next.stderr);
  assert.notEqual(bench.fingerprint(), before);
}

const fixedSlug = `export function slug(title) {
  return title.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
export function slugs(titles) {
  const seen = new Map();
  return titles.map((title) => {
    const base = slug(title);
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : \`\${base}-\${count}\`;
  });
}
`;
