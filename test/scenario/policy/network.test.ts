import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLoopwright } from '../../../src/app/createLoopwright.ts';
import type { AuditTrail } from '../../../src/core/run/auditTrail.ts';
import { type SeenServer, startHttp } from '../../contract/network/gateBench.ts';
import { createLoopbackReach } from '../../contract/network/loopbackReach.ts';

const { signal } = new AbortController();

const workflow = `version: 1
name: look
nodes:
  baseline: { tool: tests.reproduce, with: { fix: false } }
  fetch: { needs: baseline, run: [node, fetch.mjs] }
  apart: { needs: fetch, run: [node, fetch.mjs] }
outputs: { fetched: "\${{ nodes.fetch.output.stdout }}", apart: "\${{ nodes.apart.output.stdout }}" }
`;

const codeWorkflow = `version: 1
name: look
nodes:
  code: { tool: run_code, with: { language: sh, code: "node fetch.mjs; node --use-env-proxy fetch.mjs; ls /run/loopwright || true" } }
outputs: { fetched: "\${{ nodes.code.output.stdout }}" }
`;

/** Tests of a project that needs one server to be green, and asks another one. */
const testFile = (port: number) => `import assert from 'node:assert';
import http from 'node:http';
import { test } from 'node:test';
const get = (host) => new Promise((resolve, reject) => {
  http.get('http://' + host + ':${port}/', (answer) => {
    let text = '';
    answer.on('data', (part) => { text += part; }).on('end', () => resolve(answer.statusCode + ' ' + text));
  }).on('error', reject);
});
test('asks the allowed server', async () => assert.equal(await get('registry.example.org'), '200 hello'));
test('asks another server', async () => assert.equal(await get('other.example.org'), '200 hello'));
`;

const fetchFile = (port: number) => `import http from 'node:http';
http.get('http://registry.example.org:${port}/fetch', (answer) => console.log(answer.statusCode)).on('error', (error) => console.log(error.code));
`;

describe('hosts that commands of a run may reach', function () {
  this.timeout(180_000);
  let root: string;
  let server: SeenServer;
  const folder = () => path.join(root, 'ws');

  beforeEach(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'lwn-'));
    server = await startHttp();
    write('ws', {
      'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }',
      'a.test.js': testFile(server.port),
      'fetch.mjs': fetchFile(server.port),
      '.loopwright/workflows/look.yaml': workflow,
    });
  });
  afterEach(() => {
    server.close();
    rmSync(root, { recursive: true, force: true });
  });

  function write(place: 'ws' | 'data', files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(root, place, name);
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, text, { mode: 0o600 });
    }
  }

  /** Carries the workflow out, and gives what came of it and what was decided about hosts. */
  async function look(mode?: 'safe') {
    const names = { 'registry.example.org': ['127.0.0.1'], 'other.example.org': ['127.0.0.1'] };
    const env = { LOOPWRIGHT_HOME: path.join(root, 'data'), HOME: root, PATH: process.env.PATH };
    const app = createLoopwright({ env, reach: createLoopbackReach(names) });
    try {
      const nothing = { baseUrl: undefined, budgetUsd: undefined, maxTokens: undefined, maxCalls: undefined };
      const limits = { maxMinutes: undefined, testCommand: undefined, include: [], repairSeconds: undefined };
      const request = { ...nothing, ...limits, workspace: folder(), workflow: 'look', inputs: {}, model: 'none' };
      const started = await app.startWorkflow(
        { ...request, idempotencyKey: undefined, notIsolated: false, ...(mode ? { mode } : {}) },
        {},
        signal,
      );
      await started.ended;
      const run = { workspace: folder(), runId: started.runId };
      const { output } = await app.getWorkflowRun(run, signal);
      const events = await app.listEvents(run, signal);
      const [log] = await app.verifyLogs(folder(), started.runId, signal);
      assert.deepEqual(log?.problems, []);
      const tests = events.find(({ type }) => type === 'tests.reproduced');
      const seen = tests?.type === 'tests.reproduced' ? await app.readKept(run, tests.reproduction, signal) : undefined;
      return {
        output,
        tests: String(seen),
        hosts: hostsIn(await app.getAudit(run, signal)),
        requests: server.requests,
      };
    } finally {
      app.dispose();
    }
  }

  const hostsIn = ({ rows }: AuditTrail) =>
    rows
      .filter(({ action }) => action.startsWith('reach '))
      .map(({ node, decision, action, rule }) =>
        `${node} ${decision} ${action.replace(/ from .*/, '')} (${rule})`.replaceAll(String(server.port), 'PORT'),
      );

  const grant = (more = '') =>
    write('data', {
      'security.yaml': `version: 1\nnetwork: { allow: [registry.example.org:${server.port}] }\n${more}`,
    });

  it('are reached by the tests of a run, others are refused, and the audit has both', async () => {
    grant();
    const { hosts, output, tests, requests } = await look();
    const own = 'your security.yaml: network.allow';
    assert.deepEqual(hosts.slice(0, 2).sort(), [
      `baseline allowed reach registry.example.org:PORT (${own} registry.example.org:PORT)`,
      `baseline refused reach other.example.org:PORT (${own})`,
    ]);
    assert.deepEqual(output, { fetched: '200\n', apart: '200\n' });
    assert.ok(requests.length >= 2);
    assert.ok(requests.every(({ host }) => host === `registry.example.org:${server.port}`));
    assert.match(tests, /✔ asks the allowed server[\s\S]*✖ asks another server/);
    assert.match(
      tests,
      /other\.example\.org:\d+ is not reached from here \(your security\.yaml: network\.allow does not name it\)/,
    );
  });

  it('are reached by nobody without the own file, though the workspace lists them', async () => {
    write('ws', {
      '.loopwright/security.yaml': `version: 1\nnetwork: { allow: [registry.example.org:${server.port}] }\n`,
    });
    const { hosts, requests } = await look();
    assert.deepEqual(hosts, []);
    assert.deepEqual(requests, []);
  });

  it('are reached by no program that an agent or a workflow writes for run_code', async () => {
    grant();
    write('ws', { '.loopwright/workflows/look.yaml': codeWorkflow });
    const { hosts, output, requests } = await look();
    assert.match(String((output as { fetched: string }).fetched), /^E[A-Z_]+\nE[A-Z_]+\n$/);
    assert.deepEqual(hosts, []);
    assert.deepEqual(requests, []);
  });

  it('can be taken away by the workspace, by a mode, from a node, and by a rule', async () => {
    grant('nodes: { apart: { network: none } }\nrules: [{ deny: network, nodes: [baseline] }]\n');
    const some = await look();
    assert.match(String((some.output as { fetched: string }).fetched), /^200/);
    assert.doesNotMatch(String((some.output as { apart: string }).apart), /^200/);
    assert.deepEqual(
      some.hosts.map((line) => line.split(' ')[0]),
      ['fetch'],
    );
    const before = server.requests.length;
    assert.deepEqual((await look('safe')).hosts, []);
    write('ws', { '.loopwright/security.yaml': 'version: 1\nnetwork: { allow: [else.example.org] }\n' });
    const narrowed = await look();
    assert.ok(narrowed.hosts.every((line) => line.includes('refused')));
    assert.ok(narrowed.hosts.some((line) => line.endsWith('(.loopwright/security.yaml: network.allow)')));
    assert.equal(server.requests.length, before);
  });
});
