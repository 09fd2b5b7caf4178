// npm run verify: types, lint, layers, build, unit tests, each with its time. `-- --allow-missing` while parts are unwritten.
import { seconds } from './runCommand.ts';
import { runSuite, suites } from './suites.ts';
import { buildStep, runStep, type Step, verifySteps } from './verifySteps.ts';

const allowMissing = process.argv.includes('--allow-missing');
const lines: string[] = [];
let failures = 0;

for (const step of verifySteps) {
  const outcome = await runStep(allowMissing && step === buildStep ? withMissing(step) : step);
  if (!outcome.ok) failures += 1;
  lines.push(`${outcome.ok ? 'ok    ' : 'FAILED'} ${seconds(outcome.wallMs)}  ${outcome.name}`);
}
for (const suite of suites.filter(({ name }) => name === 'unit')) {
  const { passed, failed, wallMs, failures: list } = await runSuite(suite);
  failures += failed;
  for (const { title, message } of list) console.error(`unit: ${title}: ${message.split('\n', 1)[0]}`);
  lines.push(`${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds(wallMs)}  unit: ${passed} passed, ${failed} failed`);
}
console.log(lines.join('\n'));
process.exitCode = failures === 0 ? 0 : 1;

function withMissing(step: Step): Step {
  return { ...step, command: [...step.command, '--allow-missing'] };
}
