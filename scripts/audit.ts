// npm run audit: what is known of weaknesses in the packages that ship and in the tools that build them. Fails for a severe one in
// a package that ships; says so where the registry cannot be asked, and fails then with --strict.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { auditVerdict } from './auditVerdict.ts';
import { root } from './runCommand.ts';
import { shippedPackages } from './thirdPartyNotices.ts';

const limitMs = 30_000;
const metas = ['dist/meta-extension.json', 'dist/meta-cli.json', 'dist/meta-webview.json'].filter((file) =>
  existsSync(file),
);
if (metas.length === 0) throw new Error('There is no build to look at: run npm run build first.');
const shipped = shippedPackages(
  metas.map((file) => JSON.parse(readFileSync(file, 'utf8'))),
  ['@vscode/tree-sitter-wasm', 'web-tree-sitter'],
).map((folder) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length));
const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0'], {
  cwd: root,
  encoding: 'utf8',
  timeout: limitMs,
});
const { lines, isAnswered, severe } = auditVerdict(stdout, new Set(shipped));
for (const line of lines) console.log(line);
process.exitCode = severe > 0 || (!isAnswered && process.argv.includes('--strict')) ? 1 : 0;
