/**
 * Loaded with `--require` into the Node processes of the command: in the main process of `node --test` it writes how the
 * project starts it, and ends it before any test runs. Text: it runs inside the project's process.
 */
export const nodeWarmHookSource = `
function learn() {
  if (!require('node:worker_threads').isMainThread || !process.execArgv.includes('--test')) return;
  leaveEnvironment();
  const { execPath, execArgv, env } = process;
  fs.writeFileSync(config.report, stringify({ execPath, execArgv, env, cwd: process.cwd() }));
  process.exit(0);
}

learn();
`;
