import { abortError } from '../../src/base/abort.ts';
import type { HookDefinition, HookRunner } from '../../src/core/hook/hook.ts';

/** What a scripted hook does with a call: an answer, an error, or it hangs until it is ended (or for ever, `deaf`). */
export type HookScript = string | Error | 'hang' | 'deaf';

/** A runner that does what its script says for each hook, and keeps what it was given. */
export class ScriptedHookRunner implements HookRunner {
  readonly calls: { readonly hook: string; readonly event: Record<string, unknown> }[] = [];
  readonly #scripts: Readonly<Record<string, (call: number) => HookScript>>;
  running = 0;
  mostAtOnce = 0;

  constructor(scripts: Readonly<Record<string, (call: number) => HookScript>>) {
    this.#scripts = scripts;
  }

  async call({ name }: HookDefinition, text: string, signal: AbortSignal): Promise<string> {
    this.calls.push({ hook: name, event: JSON.parse(text) });
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    try {
      const script = this.#scripts[name]?.(this.calls.filter(({ hook }) => hook === name).length) ?? '';
      if (script instanceof Error) throw script;
      if (script !== 'hang' && script !== 'deaf') return script;
      return await new Promise<string>((_, reject) => {
        if (script === 'hang') signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
      });
    } finally {
      this.running -= 1;
    }
  }
}
