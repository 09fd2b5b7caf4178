import { Emitter } from '../base/event.ts';
import type { IndexChange } from '../protocol/context.ts';
import type { EngineClient } from './engineClient.ts';

/** What takes no longer is not worth a word. */
const usualMs = 400;

interface Going {
  readonly done: number;
  readonly total: number;
  readonly shown: boolean;
  readonly timer: NodeJS.Timeout;
}

/** Which indexes are being built or brought up to date, and how far they are. */
export class IndexState {
  readonly #shownAfterMs: number;
  readonly #going = new Map<string, Going>();
  readonly #didChange = new Emitter<void>();
  readonly #subscriptions: { dispose(): void }[];

  readonly onDidChange = this.#didChange.event;

  constructor(engine: Pick<EngineClient, 'onDidIndex' | 'onDidCrash'>, shownAfterMs = usualMs) {
    this.#shownAfterMs = shownAfterMs;
    this.#subscriptions = [
      engine.onDidIndex((change) => this.#take(change)),
      engine.onDidCrash(() => this.#forget([...this.#going.keys()])),
    ];
  }

  /** Those that have been going on for a while; `workspace` is an absolute path, the rest counts files. */
  get all(): readonly { readonly workspace: string; readonly done: number; readonly total: number }[] {
    return [...this.#going].flatMap(([workspace, { done, total, shown }]) =>
      shown ? [{ workspace, done, total }] : [],
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#forget([...this.#going.keys()]);
    this.#didChange.dispose();
  }

  #take({ workspace, done, total }: IndexChange): void {
    if (done === undefined) {
      this.#forget([workspace]);
      return;
    }
    const known = this.#going.get(workspace);
    const timer = known?.timer ?? setTimeout(() => this.#show(workspace), this.#shownAfterMs);
    this.#going.set(workspace, { done, total, shown: known?.shown ?? false, timer });
    if (known?.shown) this.#didChange.fire();
  }

  #show(workspace: string): void {
    const known = this.#going.get(workspace);
    if (!known) return;
    this.#going.set(workspace, { ...known, shown: true });
    this.#didChange.fire();
  }

  #forget(workspaces: readonly string[]): void {
    for (const workspace of workspaces) {
      clearTimeout(this.#going.get(workspace)?.timer);
      this.#going.delete(workspace);
    }
    this.#didChange.fire();
  }
}
