// Runs a durable workflow whose later nodes never end, until it is killed: node crashed.ts FILE RUN NODES
import type { RunId } from '../../src/base/ids.ts';
import { definitionOf, engineOver, sqliteBackend } from './ours.ts';
import { layered } from './shapes.ts';

const [file = '', run = '', nodes = ''] = process.argv.slice(2);
const size = Number(nodes);
const engine = engineOver(sqliteBackend(file), {
  run: async (node) => {
    if (Number(node.id.slice(1)) < size) return null;
    process.stdout.write('stuck\n');
    return new Promise(() => setTimeout(() => undefined, 60_000));
  },
});
const definition = definitionOf(layered(size + 64));
await engine.start({ runId: run as RunId, definition, inputs: {}, seed: 1 }, new AbortController().signal);
