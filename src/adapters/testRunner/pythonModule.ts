import type { TestPlace } from '../../core/evidence/testRunner.ts';
import { pythonCoverageSource } from './pythonCoverageSource.ts';
import { pythonWriterSource } from './pythonWriterSource.ts';

/** A module name that Python can import, unique per run. */
export function pythonModuleName(place: TestPlace, runner: string): string {
  return `loopwright_${runner}_${place.runName.replace(/\W/g, '_')}`;
}

/** The module's text: the writer with its configuration, the tracer when `coverage` names a folder, then the runner's own part. */
export function pythonSource(config: Readonly<Record<string, unknown>>, source: string): string {
  // JSON twice: the inner text, written as a string literal that JSON and Python read alike.
  const literal = JSON.stringify(JSON.stringify(config)).replace(/[\u007f-\uffff]/g, escapeUnit);
  const coverage = config.coverage === undefined ? '' : pythonCoverageSource;
  return pythonWriterSource.replace('__CONFIG__', () => literal) + coverage + source;
}

function escapeUnit(unit: string): string {
  return `\\\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
