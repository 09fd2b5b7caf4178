// A host that forks an engine, says its pid, and stays until it is ended.
import { forkEngine } from '../../../src/extension/engineProcess.ts';

const engine = forkEngine(new URL(process.argv[2] ?? ''), () => undefined);
engine.onMessage((message) => console.log((message as { readonly pid: number }).pid));
engine.post({ ask: 'self' });
