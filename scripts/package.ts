// npm run package [-- --twice]: dist/loopwright.vsix from what was built. The times in it are those of the last commit, so that the
// same sources give the same bytes; --twice builds and packs it, does both once more, and compares.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, runCommand } from './runCommand.ts';
import { buildStep, runStep } from './verifySteps.ts';

const { values } = parseArgs({ options: { twice: { type: 'boolean', default: false } } });
const file = join(root, 'dist/loopwright.vsix');

/** Seconds since 1970 of the last commit; without git the first moment that a zip file can hold. */
function sourceSeconds(): string {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return '315532800';
  }
}

async function pack(): Promise<string> {
  rmSync(file, { force: true });
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file];
  const env = { SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? sourceSeconds() };
  const { exit } = await runCommand(['vsce', 'package', ...options], { env });
  if (exit !== 'exit 0') throw new Error(`vsce: ${exit}`);
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function build(): Promise<void> {
  const { ok, exit } = await runStep(buildStep);
  if (!ok) throw new Error(`esbuild: ${exit}`);
}

if (values.twice) await build();
const hash = await pack();
console.log(`sha256 ${hash}`);
if (values.twice) {
  await build();
  const again = await pack();
  console.log(again === hash ? 'the second is the same' : `the second differs: ${again}`);
  process.exitCode = again === hash ? 0 : 1;
}
