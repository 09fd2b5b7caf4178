// npm run bench:redaction [-- --json]: how many secrets of the corpus are found, how many innocent texts are spoilt, and how fast
// clean text goes through, beside secretlint's recommended rules on the same texts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRedactor } from '../../src/core/redaction/redactor.ts';
import { installPeers } from '../installPeers.ts';

interface Sample {
  readonly text: string;
  readonly secret?: string;
}

interface Figures {
  /** Share of the secrets that are found. */
  readonly recall: number;
  /** Share of what is taken for a secret that is one. */
  readonly precision: number;
  /** MB of clean text in a second of a processor. */
  readonly cleanMbPerS: number;
}

const json = process.argv.includes('--json');
const root = path.resolve(import.meta.dirname, '../..');
const secrets = samples('secrets.jsonl');
const innocent = samples('innocent.jsonl');
const clean = cleanTexts();
const passes = 5;

function samples(file: string): readonly Sample[] {
  const text = readFileSync(path.join(root, 'test/fixtures/redaction', file), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample);
}

/** What goes through a run: the output of tests, prose, source without secrets. */
function cleanTexts(): readonly string[] {
  const log = Array.from(
    { length: 40_000 },
    (_, at) =>
      `ok ${at} - src/core/engine/machine${at % 40}.test.ts > the machine > runs nodes in order (${at % 90} ms)\n`,
  ).join('');
  const repeated = (file: string) => readFileSync(path.join(root, file), 'utf8').repeat(40);
  return [log, repeated('docs/workflows.md'), repeated('src/core/repair/search.ts')];
}

/** `find`: whether something was found, and whether the secret is gone or marked. */
async function measure(find: (text: string, secret: string | undefined) => Promise<{ any: boolean; right: boolean }>) {
  let right = 0;
  for (const { text, secret } of secrets) if ((await find(text, secret)).right) right++;
  let wrong = 0;
  for (const { text } of innocent) if ((await find(text, undefined)).any) wrong++;
  const pass = async () => {
    for (const text of clean) await find(text, undefined);
  };
  // What runs for the first time is slower, ours and theirs.
  await pass();
  const began = process.cpuUsage();
  for (let round = 0; round < passes; round++) await pass();
  const seconds = process.cpuUsage(began).user / 1e6;
  const bytes = passes * clean.reduce((sum, text) => sum + text.length, 0);
  const figures: Figures = {
    recall: round(right / secrets.length),
    precision: round(right / (right + wrong)),
    cleanMbPerS: round(bytes / 1e6 / seconds),
  };
  return figures;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

async function ours() {
  const redact = createRedactor(() => []);
  return measure(async (text, secret) => {
    const result = redact(text);
    return { any: result !== text, right: secret !== undefined && !result.includes(secret) };
  });
}

/** Its rules name where a secret begins and ends. */
async function secretlint() {
  installPeers(['@secretlint/core', '@secretlint/secretlint-rule-preset-recommend']);
  const { lintSource } = await import('@secretlint/core');
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend');
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }] };
  return measure(async (text, secret) => {
    const source = { filePath: '/corpus/some.txt', content: text, contentType: 'text' as const, ext: '.txt' };
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    const at = secret === undefined ? -1 : text.indexOf(secret);
    const right = at >= 0 && messages.some(({ range }) => range[0] < at + (secret?.length ?? 0) && range[1] > at);
    return { any: messages.length > 0, right };
  });
}

const result = {
  secrets: secrets.length,
  innocent: innocent.length,
  ...(await ours()),
  peers: { secretlint: await secretlint() },
};
if (!json)
  console.log(
    'Loopwright',
    result,
    '\nclean text, ratio',
    round(result.cleanMbPerS / result.peers.secretlint.cleanMbPerS),
  );
console.log(JSON.stringify(result));
