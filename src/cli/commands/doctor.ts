import { backEndNames } from '../../core/sandbox/choice.ts';
import type { SandboxReport } from '../../protocol/sandbox.ts';
import { type CliIo, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { printable } from '../printable.ts';

/** `loopwright doctor`: what works on this machine. */
export const doctorCommand: Command = {
  usage: 'doctor [--sandbox] [--use SANDBOX] [--image IMAGE] [--engine NAME] [--distribution NAME]',
  summary:
    'Say what works here: Node, git, sandbox, test runners, models; and what to type where something is missing.',
  positionals: false,
  options: {
    sandbox: { type: 'boolean' },
    use: { type: 'string' },
    image: { type: 'string' },
    engine: { type: 'string' },
    distribution: { type: 'string' },
  },
  help: {
    sandbox:
      'Try every sandbox of this machine, and say in words what a command may do here, from which rule, what is missing, and what to type.',
    'use SANDBOX': `Keep which sandbox runs commands from now on, in every workspace: ${['auto', ...backEndNames].join(', ')} (default: auto, the one of this platform).`,
    'image IMAGE': 'Keep the image whose programs commands find in a container; it is never downloaded.',
    'engine NAME': 'Keep which engine runs containers: podman or docker (default: podman where it is installed).',
    'distribution NAME': 'Keep the WSL distribution that commands run in on Windows (default: the one of WSL).',
  },
  exits: { reached: 'nothing is missing', environment: 'something is missing' },
  json: 'checks (each with name, state, detail, remedy); with --sandbox: workspace, platform, chosenBy, file, backEnds (each with name, state, used, detail, remedy, gaps), policy (each with topic, text, from)',
  async run({ io, args, workspace, app }, signal) {
    const change = {
      backEnd: args.text('use'),
      image: args.text('image'),
      engine: args.text('engine'),
      distribution: args.text('distribution'),
    };
    if (Object.values(change).some((value) => value !== undefined)) await app.chooseSandbox(change);
    if (args.flag('sandbox'))
      return await showSandbox(io, { json: args.flag('json'), report: await app.reportSandbox(workspace, signal) });
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

async function showSandbox(io: CliIo, { json, report }: { readonly json: boolean; readonly report: SandboxReport }) {
  if (json) io.stdout.write(`${JSON.stringify({ ok: true, ...report })}\n`);
  else {
    const { sandboxText } = await import('../../app/sandboxText.ts');
    const paint = paintFor(io.stdout, io.env);
    for (const line of sandboxText(report))
      io.stdout.write(`${/^ *\$ /.test(line) ? paint.dim(printable(line)) : printable(line)}\n`);
  }
  const used = report.backEnds.find((one) => one.used);
  return used === undefined || used.state === 'missing' ? exitCode.environment : exitCode.reached;
}
