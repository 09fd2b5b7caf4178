// npm run golden: writes the logs of test/golden anew. `npm run golden -- --grep NAME` writes some. Read the diff before you commit it.
import { runCommand } from './runCommand.ts';

const options = process.argv.slice(2);
const chosen = options.length > 0 ? options : ['--grep', 'golden'];
const { exit } = await runCommand(['node', 'scripts/test.ts', 'scenario', ...chosen], {
  env: { LOOPWRIGHT_GOLDEN: 'write' },
});
process.exitCode = exit === 'exit 0' ? 0 : 1;
