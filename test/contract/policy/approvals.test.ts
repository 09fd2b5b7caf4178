import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApprovalCalls } from '../../../src/app/approvals.ts';
import { openPolicy, whyNoHosts } from '../../../src/app/runPolicy.ts';
import { openWorkspaceSession, type WorkspaceSession } from '../../../src/app/workspaceSession.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { decide } from '../../../src/core/policy/decide.ts';
import type { Policy, PolicyRule } from '../../../src/core/policy/policy.ts';

const { signal } = new AbortController();
const asking: Policy = {
  mode: 'standard',
  layers: [{ from: 'workspace', file: 'team', rules: [{ effect: 'ask', intents: ['build'] }] }],
};

describe('hosts that the sandbox cannot let commands reach', () => {
  const network = { hosts: ['a.example.org:443'], grants: true } as const;
  const listed: Policy = { mode: 'standard', layers: [{ from: 'person', file: 'own', network }] };
  const probe = { works: true, name: 'seatbelt', version: undefined, isolated: true, gaps: [] };

  it('are told of, and only where commands would reach some', () => {
    assert.match(whyNoHosts(listed, probe) ?? '', /names hosts .* \(seatbelt\) lets them reach none\.$/);
    assert.equal(whyNoHosts(listed, { ...probe, reachesHosts: true }), undefined);
    assert.equal(whyNoHosts(listed, { ...probe, isolated: false }), undefined);
    assert.equal(whyNoHosts({ ...listed, mode: 'analysis-only' }, probe), undefined);
    assert.equal(whyNoHosts(asking, probe), undefined);
  });
});

describe('what a person has allowed in a workspace', () => {
  let root: string;
  const sessions: WorkspaceSession[] = [];
  const open = async () => {
    const environment = {
      dataFolder: path.join(root, 'data'),
      configHome: undefined,
      nowMs: Date.now,
      notice: assert.fail,
    };
    const session = await openWorkspaceSession(path.join(root, 'ws'), environment);
    sessions.push(session);
    return session;
  };

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'lwa-'));
    mkdirSync(path.join(root, 'ws'));
  });
  afterEach(async () => {
    for (const { store } of sessions.splice(0)) await store.close?.();
    rmSync(root, { recursive: true, force: true });
  });

  const allowed = (session: WorkspaceSession, ...command: string[]): PolicyRule => ({
    effect: 'allow',
    intents: ['build'],
    command,
    untilMs: Date.now() + 86_400_000,
    workspace: session.path,
  });
  const decidedOf = (session: WorkspaceSession, policy: Policy, ...command: string[]) => {
    const nobody = { isolated: true, tainted: [], grants: [], nowMs: Date.now(), workspace: session.path };
    return decide(policy, { intent: 'build', command, ...nobody });
  };

  it('is that one action: what names no command or no tool is for no other', async () => {
    const session = await open();
    const ports = openPolicy(session, { policy: asking, isolated: true });
    const { command: _none, ...checkers } = allowed(session);
    await ports.keepApproval(checkers, signal);
    await ports.keepApproval(allowed(session, 'npm', 'test'), signal);
    const nobody = { isolated: true, tainted: [], grants: [], nowMs: Date.now(), workspace: session.path };
    const said = (request: { readonly command?: readonly string[]; readonly tool?: string }) =>
      decide(ports.policy, { intent: 'build', ...request, ...nobody }).kind;
    assert.equal(said({}), 'allowed');
    assert.equal(said({ command: ['npm', 'test'] }), 'allowed');
    assert.equal(said({ command: ['npm', 'run', 'deploy'] }), 'ask', 'no question about a command was answered');
    assert.equal(said({ tool: 'run_code', command: ['sh', '-c', 'id'] }), 'ask');
    assert.equal(said({ tool: 'deploy', command: ['npm', 'test'] }), 'ask', 'by another tool');
    assert.equal(said({ tool: 'diagnostics' }), 'ask');
  });

  it('counts in a run that goes on, and no longer once another process has taken it back', async () => {
    const [one, other] = [await open(), await open()];
    const ports = openPolicy(one, { policy: asking, isolated: true });
    assert.equal(decidedOf(one, ports.policy, 'npm', 'test').kind, 'ask');
    await ports.keepApproval(allowed(one, 'npm', 'test'), signal);
    await ports.keepApproval(allowed(one, 'make'), signal);
    const calls = createApprovalCalls(async () => other);
    const [npmTest] = await calls.listApprovals('', signal);
    const decision = decidedOf(one, ports.policy, 'npm', 'test');
    assert.deepEqual(decision, { kind: 'allowed', rule: `approvals.json ${npmTest?.id}: rule 1`, explicit: true });
    await calls.revokeApprovals('', [npmTest?.id ?? ''], signal);
    assert.equal(decidedOf(one, ports.policy, 'npm', 'test').kind, 'ask');
    assert.equal(decidedOf(one, ports.policy, 'make').kind, 'allowed');
    assert.deepEqual(
      (await calls.revokeApprovals('', 'all', signal)).map(({ action }) => action),
      ['run make'],
    );
    assert.equal(decidedOf(one, ports.policy, 'make').kind, 'ask');
  });

  it('is one thing however often it was allowed, and ends with its day', async () => {
    const session = await open();
    const ports = openPolicy(session, { policy: asking, isolated: true });
    for (let time = 0; time < 2; time++) await ports.keepApproval(allowed(session, 'make'), signal);
    await ports.keepApproval({ ...allowed(session, 'old'), untilMs: Date.now() - 1 }, signal);
    const calls = createApprovalCalls(async () => session);
    assert.deepEqual(
      (await calls.listApprovals('', signal)).map(({ command }) => command),
      [['make']],
    );
  });

  it('stays as it is when an id is unknown, and is nothing in a file that is damaged', async () => {
    const session = await open();
    const ports = openPolicy(session, { policy: asking, isolated: true });
    await ports.keepApproval(allowed(session, 'make'), signal);
    const calls = createApprovalCalls(async () => session);
    const [{ id = '' } = {}] = await calls.listApprovals('', signal);
    await assert.rejects(calls.revokeApprovals('', [id, '../x'], signal), (error) =>
      isCoded(error, 'approval.unknown'),
    );
    assert.equal(decidedOf(session, ports.policy, 'make').kind, 'allowed');
    const [file = ''] = readdirSync(path.join(root, 'data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('approvals.json'),
    );
    writeFileSync(path.join(root, 'data', file), '[{"effect": "allow", "intents": ["build"]}');
    assert.equal(decidedOf(session, ports.policy, 'make').kind, 'ask');
    assert.deepEqual(await calls.listApprovals('', signal), []);
  });
});
