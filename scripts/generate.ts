// Writes what is made from the code: schemas/*.schema.json and the references in docs/workflows.md and docs/cli.md.
// With --check nothing is written, and the exit code says whether something is out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generatedFiles.ts';

const check = process.argv.includes('--check');
let stale = false;
for (const { path, text } of generatedFiles()) {
  const file = join(import.meta.dirname, '..', path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale = true;
  console.log(check ? `out of date: ${path} (npm run generate)` : `written: ${path}`);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (check && stale) process.exitCode = 1;
