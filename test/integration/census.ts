import { queryObjects } from 'node:v8';
import * as vscode from 'vscode';

/** What is alive in the extension host, all extensions together, after full garbage collections. */
export interface Census {
  /** Instances of VS Code's Disposable: registrations of any kind. */
  readonly disposables: number;
  /** Functions: whoever listens, answers or waits is held by one at least. */
  readonly functions: number;
  readonly timers: number;
  readonly heapKb: number;
}

/** What is still on its way when a page has closed: messages to the page, answers of the engine. */
const settleMs = 1_000;

/** Counts, which takes some seconds: V8 collects all garbage for each kind of object, and looks at every object. */
export async function takeCensus(): Promise<Census> {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  return {
    disposables: countOf(vscode.Disposable),
    functions: countOf(Function),
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    heapKb: Math.round(process.memoryUsage().heapUsed / 1024),
  };
}

/** What there is more of. */
export function growth(before: Census, after: Census): Census {
  return {
    disposables: after.disposables - before.disposables,
    functions: after.functions - before.functions,
    timers: after.timers - before.timers,
    heapKb: after.heapKb - before.heapKb,
  };
}

/** Live objects of a class, or of one below it. */
function countOf(kind: abstract new (...args: never) => unknown): number {
  return queryObjects(kind, { format: 'count' });
}
