import { CodedError } from '../../base/errors.ts';
import { type Command, exitCode } from '../command.ts';

const actions = ['stop', 'start', 'workers'] as const;

/** `loopwright queue`: what holds new runs back. */
export const queueCommand: Command = {
  usage: 'queue [stop | start | workers N]',
  summary: 'Show how many runs wait and go on; hold new runs back, let them begin, or bound how many go on at once.',
  arguments: {
    stop: 'Hold new runs back; those that go on are left alone.',
    start: 'Let new runs begin again.',
    'workers N': 'Let at most N runs go on at once; others wait for their turn.',
  },
  positionals: true,
  options: {},
  help: {},
  json: 'queued, running, workers (null: as many as are started), stopped',
  async run({ args, io, workspace, app }, signal) {
    const [action, count] = args.positionals;
    if (action !== undefined) await app.changeQueue(workspace, readChange(action, count));
    const queue = await app.getQueue(workspace, signal);
    if (args.flag('json')) {
      io.stdout.write(`${JSON.stringify({ ok: true, ...queue })}\n`);
      return exitCode.reached;
    }
    const { queued, running, workers, stopped } = queue;
    const bound = workers === null ? 'as many as are started' : `at most ${workers} at once`;
    io.stdout.write(`${queued} waiting, ${running} running, ${bound}${stopped ? ', stopped: new runs wait' : ''}\n`);
    return exitCode.reached;
  },
};

function readChange(
  action: string,
  count: string | undefined,
): { readonly stopped?: boolean; readonly workers?: number } {
  if (action === 'stop' || action === 'start') return { stopped: action === 'stop' };
  const workers = Number(count);
  if (action === 'workers' && Number.isInteger(workers) && workers >= 1) return { workers };
  throw new CodedError('usage.badQueue', `queue takes ${actions.join(', ')}; workers takes a whole number from 1 up.`);
}
