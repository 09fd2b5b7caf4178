import type { HookFailureView, ReviewView } from '../protocol/runView.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';

type HookWords = Pick<ReviewView, 'gates' | 'hookFailures'>;

/** What gates said and which hooks failed, a line each, refusals first. */
export function renderHooks({ gates, hookFailures }: HookWords, paint: Paint): readonly string[] {
  const words = [...gates].sort((a, b) => Number(a.allow) - Number(b.allow));
  return [
    ...words.map(({ name, from, allow, reason }) => {
      const why = reason === undefined ? '' : `: ${printable(reason)}`;
      const said = `the gate ${printable(name)} (${ownerOf(from)}) ${allow ? 'allows it' : 'refuses it'}${why}`;
      return `  ${allow ? paint.good('✓') : paint.bad('✗')} ${said}`;
    }),
    ...hookFailures.map((failure) => `  ${paint.warn('!')} ${sayHookFailure(failure)}`),
  ];
}

/** The gates that refuse, a line each. */
export function renderRefusals({ gates }: ReviewView, paint: Paint): readonly string[] {
  return renderHooks({ gates: gates.filter(({ allow }) => !allow), hookFailures: [] }, paint);
}

/** One failure of a hook for a person. */
export function sayHookFailure({ name, from, point, code, message, switchedOff }: HookFailureView): string {
  const off = switchedOff ? ' It has failed too often and is not called again in this run.' : '';
  return `the hook ${printable(name)} (${ownerOf(from)}) failed at ${point}: ${printable(message)} (${code})${off}`;
}

/** The gates that refuse, as one sentence; undefined when none does. */
export function sayRefused({ gates }: ReviewView): string | undefined {
  const refusing = gates.filter(({ allow }) => !allow);
  if (refusing.length === 0) return undefined;
  return refusing
    .map(({ name, reason = '' }) => `The gate ${printable(name)} refused this proposal: ${printable(reason)}`)
    .join(' ');
}

const ownerOf = (from: 'person' | 'workspace') => (from === 'person' ? 'yours' : "the workspace's");
