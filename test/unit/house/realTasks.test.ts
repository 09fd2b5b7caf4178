import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTask, recordingOf, type TaskOutcome, taskNames } from '../../../scripts/taskRun.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/real-tasks.md'), 'utf8');
const number = (value: number) => value.toLocaleString('en-US');

/** What the page has to say of a task after its first three columns. */
function figuresOf({ solved, calls, tokensIn, tokensOut, change, hidden }: TaskOutcome): string {
  const red = hidden?.red.length ?? 0;
  return `| ${[
    solved ? 'yes' : 'no',
    String(calls),
    `${number(tokensIn)} / ${number(tokensOut)}`,
    change ? `+${change.added} −${change.removed}` : 'none',
    hidden ? `${hidden.ran - red} of ${hidden.ran}` : 'none ran',
  ].join(' | ')} |`;
}

describe('the page on tasks with real packages', () => {
  for (const name of taskNames())
    it(`says of ${name} what its recording came to`, () => {
      const file = join(recordingOf(readTask(name)), 'outcome.json');
      const outcome = JSON.parse(readFileSync(file, 'utf8')) as TaskOutcome;
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row?.endsWith(figuresOf(outcome)), `${row} does not end with ${figuresOf(outcome)}`);
    });
});
