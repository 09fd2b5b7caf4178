import { backEndNames } from '../../core/sandbox/choice.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { printable } from '../printable.ts';

/** `loopwright doctor`: what works on this machine. */
export const doctorCommand: Command = {
  usage: 'doctor [--use SANDBOX] [--image IMAGE] [--engine NAME]',
  summary:
    'Say what works here: Node, git, sandbox, test runners, models; and what to type where something is missing.',
  positionals: false,
  options: { use: { type: 'string' }, image: { type: 'string' }, engine: { type: 'string' } },
  help: {
    'use SANDBOX': `Keep which sandbox runs commands from now on, in every workspace: ${['auto', ...backEndNames].join(', ')} (default: auto, the one of this platform).`,
    'image IMAGE': 'Keep the image whose programs commands find in a container; it is never downloaded.',
    'engine NAME': 'Keep which engine runs containers: podman or docker (default: podman where it is installed).',
  },
  exits: { reached: 'nothing is missing', environment: 'something is missing' },
  json: 'checks (each with name, state, detail, remedy)',
  async run({ io, args, workspace, app }, signal) {
    const change = { backEnd: args.text('use'), image: args.text('image'), engine: args.text('engine') };
    if (Object.values(change).some((value) => value !== undefined)) await app.chooseSandbox(change);
    const rows = await app.doctor(workspace, signal);
    const missing = rows.some(({ state }) => state === 'missing');
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, checks: rows })}\n`);
    else {
      const paint = paintFor(io.stdout, io.env);
      const mark = { works: paint.good('✓'), limited: paint.warn('!'), missing: paint.bad('✗') };
      for (const { name, state, detail, remedy } of rows) {
        io.stdout.write(`${mark[state]} ${name.padEnd(12)} ${printable(detail)}\n`);
        if (remedy !== undefined) io.stdout.write(`  ${' '.repeat(12)} ${paint.dim(printable(remedy))}\n`);
      }
    }
    return missing ? exitCode.environment : exitCode.reached;
  },
};
