import { CodedError } from '../../src/base/errors.ts';
import type { CompareEngineCalls } from '../../src/protocol/compare.ts';
import type { EngineContract } from '../../src/protocol/engine.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import type { TraceEngineCalls } from '../../src/protocol/trace.ts';

const none = async (): Promise<never> => {
  throw new CodedError('run.unknown', 'This engine has no traces.');
};

/** Answers of an engine of tests that has no traces. */
export const noTraces: Pick<Handlers<EngineContract>, keyof TraceEngineCalls | keyof CompareEngineCalls> = {
  getTrace: none,
  getSpan: none,
  findSpan: none,
  getSpanText: none,
  searchTrace: none,
  exportTrace: none,
  releaseTrace: async () => null,
  compareRuns: none,
};
