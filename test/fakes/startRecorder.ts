// Loaded before the command line (`node --import`): notes in order what it loads and which programs it starts, a line of JSON each.
import childProcess, { type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

const file = process.env.LOOPWRIGHT_TEST_STARTS ?? '';
const note = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);

registerHooks({
  load(url, context, next) {
    note({ loads: url });
    return next(url, context);
  },
});

const spawn = childProcess.spawn as (program: string, args: readonly string[], options: object) => ChildProcess;
const noting = (program: string, args: readonly string[], options: object) => {
  note({ starts: [program, ...args] });
  return spawn(program, args, options);
};
Object.assign(childProcess, { spawn: noting });
const execFile = childProcess.execFile as (
  program: string,
  args: readonly string[],
  ...rest: unknown[]
) => ChildProcess;
const notingToo = (program: string, args: readonly string[], ...rest: unknown[]) => {
  note({ starts: [program, ...args] });
  return execFile(program, args, ...rest);
};
Object.assign(childProcess, { execFile: notingToo });
syncBuiltinESMExports();
