import assert from 'node:assert/strict';
import { constants, getPriority } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EngineClient } from '../../src/extension/engineClient.ts';
import { engineProcesses } from '../engineProcesses.ts';
import { installed } from './installed.ts';

const forever = new AbortController().signal;
const fake = pathToFileURL(path.join(__dirname, 'crashingEngineWorker.mjs'));
const real = pathToFileURL(path.join(installed().extensionPath, 'dist/worker.js'));

/** No models: as in most editors. */
const models = { select: async () => [] };

function createClient(script: URL, secrets: ReadonlyMap<string, string> = new Map()): EngineClient {
  return new EngineClient({ script, models, secrets: async () => secrets, log: () => undefined });
}

describe('engine client', () => {
  it('starts nothing before the first call', () => {
    const client = createClient(fake);
    assert.equal(client.running, false);
    client.dispose();
  });

  it('speaks to the shipped engine in its own process, which leaves the processor to the editor', async () => {
    const client = createClient(real);
    const rows = await client.call('doctor', { workspace: process.cwd() }, forever);
    assert.ok(rows.length > 3, JSON.stringify(rows));
    assert.deepEqual(await client.call('listRuns', { workspace: process.cwd() }, forever), []);
    const priorities = engineProcesses(process.pid).map((pid) => getPriority(pid));
    assert.ok(priorities.length > 0 && priorities.every((one) => one === constants.priority.PRIORITY_BELOW_NORMAL));
    client.dispose();
  });

  it('fails calls in flight when the engine dies, says so, and starts a new one with the secrets', async () => {
    const client = createClient(fake, new Map([['ANTHROPIC_API_KEY', 'planted']]));
    const crashes: string[] = [];
    client.onDidCrash((reason) => crashes.push(reason));
    const run = { workspace: '/w', runId: 'r' };
    await assert.rejects(client.call('discard', run, forever), { code: 'rpc.closed' });
    assert.deepEqual(crashes, ['planted crash']);
    assert.equal(client.running, false);
    const rows = await client.call('doctor', { workspace: '/w' }, forever);
    assert.deepEqual(
      rows.map(({ name, detail }) => [name, detail]),
      [['ANTHROPIC_API_KEY', 'planted']],
    );
    client.dispose();
  });

  it('passes a cancellation on', async () => {
    const client = createClient(fake);
    const controller = new AbortController();
    const call = client.call('listRuns', { workspace: '/w' }, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await assert.rejects(call, { name: 'AbortError' });
    client.dispose();
  });

  it('fails calls after dispose, and does not call that a crash', async () => {
    const client = createClient(fake);
    const crashes: string[] = [];
    client.onDidCrash((reason) => crashes.push(reason));
    await client.call('doctor', { workspace: '/w' }, forever);
    client.dispose();
    await assert.rejects(client.call('doctor', { workspace: '/w' }, forever), { code: 'engine.stopped' });
    assert.deepEqual(crashes, []);
  });
});
