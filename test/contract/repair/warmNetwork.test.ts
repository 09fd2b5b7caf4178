import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createAllowListGate } from '../../../src/adapters/network/allowListGate.ts';
import type { TestRunOutcome } from '../../../src/core/evidence/testReport.ts';
import type { ConnectionDecision } from '../../../src/core/sandbox/networkGate.ts';
import { type SeenServer, startHttp } from '../network/gateBench.ts';
import { createLoopbackReach } from '../network/loopbackReach.ts';
import { openPlace } from './repairPlace.ts';

const { signal } = new AbortController();

const testFile = (port: number) => `import assert from 'node:assert';
import http from 'node:http';
import { test } from 'node:test';
const get = (host) => new Promise((resolve, reject) => {
  http.get('http://' + host + ':${port}/', (answer) => { answer.resume(); resolve(answer.statusCode); }).on('error', reject);
});
test('listed', async () => assert.equal(await get('registry.example.org'), 200));
test('not listed', async () => assert.equal(await get('other.example.org'), 200));
`;

describe('tests in a process that stays, and hosts', () => {
  let server: SeenServer;
  before(async () => {
    server = await startHttp();
  });
  after(() => server.close());

  it('reach those of the list in each run, and no others; without a list none', async () => {
    const reach = createLoopbackReach({ 'registry.example.org': ['127.0.0.1'] });
    const fill = (to: string) => {
      writeFileSync(path.join(to, 'package.json'), '{ "type": "module" }');
      writeFileSync(path.join(to, 'a.test.js'), testFile(server.port));
    };
    const place = openPlace(undefined, fill, createAllowListGate({ reach }));
    const decided: ConnectionDecision[] = [];
    const network = {
      lists: [{ rule: 'own: network.allow', hosts: [`registry.example.org:${server.port}`] }],
      onConnection: (one: ConnectionDecision) => void decided.push(one),
      recorded: async () => undefined,
    };
    try {
      const { command } = await place.reproduce('node --test', signal);
      assert.deepEqual(server.requests, [], 'without a list');
      const warm = await place.ports.openWarm?.({ copy: place.copy, command, network }, signal);
      assert.ok(warm);
      try {
        const selection = { files: ['a.test.js'], names: [] };
        const limits = { cpuMs: 5_000, wallMs: 10_000, testMs: 5_000 };
        for (let round = 0; round < 2; round++) {
          const outcome: TestRunOutcome = (await warm.run({ files: [], selection, ...limits }, signal)).outcome;
          assert.equal(outcome.kind, 'report');
          const states: readonly string[] = outcome.report.cases.map(
            ({ path: title, state }) => `${title.join(' ')} ${state}`,
          );
          assert.deepEqual(states, ['listed passed', 'not listed failed']);
        }
      } finally {
        await warm.dispose();
      }
      assert.equal(server.requests.length, 2);
      assert.deepEqual(
        decided.map(({ decision, host }) => `${decision} ${host}`),
        ['allowed registry.example.org', 'refused other.example.org'],
      );
    } finally {
      place.dispose();
    }
  }).timeout(60_000);
});
