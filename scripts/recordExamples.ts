/**
 * Records the model's answers of the examples anew: `npm run examples:record -- [NAME…]`, after a prompt or a workflow has
 * changed. Each example is run as the last command of its README says, by copy and paste with somebody who answers what stands
 * in its folder `answers`; then `replies` is replaced by what was recorded.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersOf, commandsOf, type ExampleAnswer, exampleNames, examplesFolder, writeShim } from './exampleFiles.ts';

const recorded = '--model recorded --recorded-dir ../replies';
const carried = '--model paste --paste-dir ../paste --record-dir ../replies';

async function recordExample(example: string): Promise<void> {
  const command = commandsOf(example).findLast((one) => one.startsWith('loopwright run ') && one.includes(recorded));
  if (command === undefined) throw new Error(`the README of ${example} runs nothing with ${recorded}`);
  const base = mkdtempSync(join(tmpdir(), 'loopwright-record-'));
  try {
    cpSync(join(examplesFolder, example, 'project'), join(base, 'project'), { recursive: true });
    writeShim(join(base, 'bin'), resolve(import.meta.dirname, '../src/cli/main.ts'));
    const env = {
      ...process.env,
      LOOPWRIGHT_HOME: join(base, 'home'),
      PATH: `${join(base, 'bin')}${delimiter}${process.env.PATH}`,
    };
    const child = spawn('sh', ['-c', `exec ${command.replace(recorded, carried)}`], {
      cwd: join(base, 'project'),
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ended = new AbortController();
    const exit = new Promise<number | null>((done) => child.on('close', done)).finally(() => ended.abort());
    const left = await answerAll(join(base, 'paste'), answersOf(example), ended.signal).catch((error: unknown) => {
      child.kill('SIGINT');
      throw error;
    });
    const exitCode = await exit;
    if (exitCode !== 0) throw new Error(`${example} ended with ${exitCode}`);
    if (left.length > 0) throw new Error(`${example}: nobody asked for ${left.map(({ file }) => file).join(', ')}`);
    const replies = join(examplesFolder, example, 'replies');
    rmSync(replies, { recursive: true, force: true });
    cpSync(join(base, 'replies'), replies, { recursive: true });
    console.log(`${example}: ${readdirSync(replies).length} files in replies`);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Answers each request with the first answer that is for it and was not given yet; what is left comes back. */
async function answerAll(
  folder: string,
  answers: readonly ExampleAnswer[],
  ended: AbortSignal,
): Promise<readonly ExampleAnswer[]> {
  let left = answers;
  for (let number = 1; ; number++) {
    const name = `${String(number).padStart(4, '0')}.md`;
    const request = join(folder, `request-${name}`);
    while (!existsSync(request)) {
      if (ended.aborted) return left;
      await sleep(50);
    }
    const text = readFileSync(request, 'utf8');
    const answer = left.find(({ asked }) => asked.every((part) => text.includes(part)));
    if (!answer) throw new Error(`no answer is left for this request:\n\n${text}`);
    left = left.filter((one) => one !== answer);
    writeFileSync(join(folder, `${name}.part`), answer.text);
    renameSync(join(folder, `${name}.part`), join(folder, `reply-${name}`));
  }
}

const named = process.argv.slice(2);
for (const example of named.length > 0 ? named : exampleNames()) await recordExample(example);
