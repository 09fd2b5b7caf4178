import assert from 'node:assert/strict';
import { type Decision, decide, type PolicyRequest } from '../../../src/core/policy/decide.ts';
import {
  bothPolicies,
  effectiveMode,
  isStandard,
  type Mode,
  type Policy,
  type PolicyLayer,
  type PolicyRule,
  standardPolicy,
} from '../../../src/core/policy/policy.ts';

const workspace = '/home/ada/shop';
const nowMs = Date.parse('2026-11-01T12:00:00Z');
const base: PolicyRequest = { intent: 'build', isolated: true, tainted: [], grants: [], workspace, nowMs };
const test = ['npm', 'test'];

const own = (layer: Partial<PolicyLayer>): PolicyLayer => ({ from: 'person', file: 'own', ...layer });
const shared = (layer: Partial<PolicyLayer>): PolicyLayer => ({ from: 'workspace', file: 'shared', ...layer });
const withRules = (from: 'person' | 'workspace', ...rules: PolicyRule[]): PolicyLayer => ({ from, file: from, rules });
const policyOf = (...layers: PolicyLayer[]): Policy => ({ mode: 'standard', layers });

function say(decision: Decision): string {
  if (decision.kind === 'ask') return `ask (${decision.rule}): ${decision.scopes.join(', ')}`;
  return `${decision.kind} (${decision.rule})`;
}

const decided = (policy: Policy, request: Partial<PolicyRequest>) => say(decide(policy, { ...base, ...request }));

describe('what a mode leaves', () => {
  const asked: readonly (readonly [string, Partial<PolicyRequest>])[] = [
    ['read', { intent: 'read' }],
    ['edit', { intent: 'edit' }],
    ['build in the sandbox', { intent: 'build' }],
    ['build on the host', { intent: 'build', isolated: false }],
    ['network', { intent: 'network' }],
    ['write-outside', { intent: 'write-outside' }],
  ];
  const allowed: Readonly<Record<Mode, readonly string[]>> = {
    'analysis-only': ['read'],
    safe: ['read', 'edit', 'build in the sandbox'],
    standard: asked.map(([name]) => name),
  };
  for (const mode of ['analysis-only', 'safe', 'standard'] as const)
    for (const [name, request] of asked) {
      const verdict = allowed[mode].includes(name) ? 'allowed' : 'refused';
      it(`${mode}: ${name} is ${verdict}, whoever names the mode`, () => {
        assert.equal(decided({ mode, layers: [] }, request), `${verdict} (mode ${mode})`);
        for (const layer of [own({ mode }), shared({ mode })]) {
          const said = decided(policyOf(layer), request);
          const rule = verdict === 'refused' ? `${layer.file}: mode ${mode}` : `mode ${mode}`;
          assert.equal(said, `${verdict} (${rule})`);
        }
      });
    }

  it('the strictest counts, in whatever order', () => {
    const policy: Policy = { mode: 'standard', layers: [own({ mode: 'analysis-only' }), shared({ mode: 'standard' })] };
    assert.equal(effectiveMode(policy), 'analysis-only');
    assert.equal(decided(policy, {}), 'refused (own: mode analysis-only)');
  });
});

describe('what takes away', () => {
  it('a capability of the run, of an agent and of a node', () => {
    const policy = policyOf(
      own({ agents: { 'rev*': { capabilities: { shell: 'none' } } } }),
      shared({ nodes: { 'checks/*': { capabilities: { files: 'read' } } } }),
    );
    assert.equal(decided(policy, { agent: 'review' }), 'refused (own: agents.rev*)');
    assert.equal(decided(policy, { agent: 'debug' }), 'allowed (mode standard)');
    const node = { id: 'lint', path: 'checks/lint' };
    assert.equal(decided(policy, { intent: 'edit', node }), 'refused (shared: nodes.checks/*)');
    assert.equal(decided(policy, { intent: 'edit', node: { id: 'lint', path: 'lint' } }), 'allowed (mode standard)');
    assert.equal(
      decided(policyOf(shared({ sandboxRequired: true })), { isolated: false }),
      'refused (shared: sandbox)',
    );
  });

  it('a list of tools: deny for everybody, allow for agents, and deny goes before allow', () => {
    const policy = policyOf(own({ tools: { allow: ['read_*', 'deploy'], deny: ['deploy'] } }));
    const read = { intent: 'read', byModel: true } as const;
    assert.equal(decided(policy, { ...read, tool: 'read_file' }), 'allowed (mode standard)');
    assert.equal(decided(policy, { ...read, tool: 'search' }), 'refused (own: tools)');
    assert.equal(decided(policy, { intent: 'read', tool: 'search' }), 'allowed (mode standard)');
    assert.equal(decided(policy, { tool: 'deploy', byModel: true }), 'refused (own: tools)');
    assert.equal(decided(policy, { tool: 'deploy' }), 'refused (own: tools)');
  });

  it('lists of two files are intersected', () => {
    const policy = policyOf(
      own({ tools: { allow: ['read_file', 'search'] } }),
      shared({ tools: { allow: ['search'] } }),
    );
    assert.equal(decided(policy, { intent: 'read', byModel: true, tool: 'search' }), 'allowed (mode standard)');
    assert.equal(decided(policy, { intent: 'read', byModel: true, tool: 'read_file' }), 'refused (shared: tools)');
  });
});

describe('rules', () => {
  const ask: PolicyRule = { effect: 'ask', intents: ['build'], command: test };
  const allow: PolicyRule = { effect: 'allow', intents: ['build'], command: test };

  it('deny goes before ask and allow, whoever says it', () => {
    const deny: PolicyRule = { effect: 'deny', intents: ['build'] };
    const policy = policyOf(withRules('person', ask, allow), withRules('workspace', deny));
    assert.equal(decided(policy, { command: test }), 'refused (workspace: rule 1)');
  });

  it('ask asks for the very command, and for no longer, shorter or other one', () => {
    const policy = policyOf(withRules('person', ask));
    assert.equal(decided(policy, { command: test }), 'ask (person: rule 1): once, run, workspace');
    for (const command of [['npm'], ['npm', 'test', '--', '--x'], ['npm', 'tes'], ['npm', 'test '], ['npm test']])
      assert.equal(decided(policy, { command }), 'allowed (mode standard)', command.join('|'));
  });

  it('an argument fits as text, as one of some, or as any; never as the beginning of one', () => {
    const command = ['npm', 'run', { oneOf: ['lint', 'build'] }, { any: true as const }];
    const policy = policyOf(withRules('person', { effect: 'deny', intents: ['build'], command }));
    const refused = (...argv: string[]) => decided(policy, { command: argv }).startsWith('refused');
    assert.ok(refused('npm', 'run', 'lint', 'whatever; rm -rf /'));
    assert.ok(!refused('npm', 'run', 'lint'));
    assert.ok(!refused('npm', 'run', 'linty', 'x'));
    assert.ok(!refused('npm', 'run', 'lint', 'x', 'y'));
  });

  it('the own allow spares the question, that of a workspace does not', () => {
    const asks = withRules('workspace', ask);
    assert.equal(decided(policyOf(asks, withRules('person', allow)), { command: test }), 'allowed (person: rule 1)');
    assert.match(decided(policyOf(asks, withRules('workspace', allow)), { command: test }), /^ask/);
  });

  it('an allow ends with its last day, and holds in its workspace only', () => {
    const until = (untilMs: number) => policyOf(withRules('person', ask, { ...allow, untilMs }));
    assert.match(decided(until(nowMs + 1), { command: test }), /^allowed/);
    assert.match(decided(until(nowMs), { command: test }), /^ask/);
    const elsewhere = policyOf(withRules('person', ask, { ...allow, workspace: '/home/ada/other' }));
    assert.match(decided(elsewhere, { command: test }), /^ask/);
  });

  it('once the run is tainted no rule spares the question, and none is offered for later runs', () => {
    const policy = policyOf(withRules('person', ask, allow));
    const tainted = ['test-output'] as const;
    assert.equal(decided(policy, { command: test, tainted }), 'ask (person: rule 1): once, run');
    assert.equal(decided(policy, { command: test }), 'allowed (person: rule 2)');
  });

  it('a yes for the run holds for the same action, and not behind the taint unless it was said behind it', () => {
    const policy = policyOf(withRules('person', { effect: 'ask', intents: ['build'] }));
    const grant = { intent: 'build', command: test, tainted: false } as const;
    assert.match(decided(policy, { command: test, grants: [grant] }), /^allowed/);
    assert.match(decided(policy, { command: ['npm', 'run', 'x'], grants: [grant] }), /^ask/);
    assert.match(decided(policy, { command: test, grants: [grant], tainted: ['command-output'] }), /^ask/);
    const later = { ...grant, tainted: true };
    assert.match(decided(policy, { command: test, grants: [later], tainted: ['command-output'] }), /^allowed/);
    assert.match(decided(policy, { command: test, tool: 'deploy', grants: [grant] }), /^ask/);
  });
});

describe('a policy that goes on', () => {
  const ask: PolicyRule = { effect: 'ask', intents: ['build'] };
  const allow: PolicyRule = { effect: 'allow', intents: ['build'] };

  it('keeps what took away before and takes what is there now', () => {
    const before: Policy = { mode: 'safe', layers: [shared({ tools: { deny: ['search'] } })] };
    const both = bothPolicies(before, policyOf(own({ tools: { deny: ['map'] } })));
    assert.equal(effectiveMode(both), 'safe');
    for (const tool of ['search', 'map']) assert.match(decided(both, { intent: 'read', tool }), /^refused/, tool);
  });

  it('is spared no question by a rule that is gone, and names each rule as its file does', () => {
    const before = policyOf(withRules('person', ask, allow));
    const both = bothPolicies(before, policyOf(withRules('person', ask)));
    assert.match(decided(both, {}), /^ask/);
    assert.equal(decided(bothPolicies(before, before), {}), 'allowed (person: rule 2)');
    assert.equal(bothPolicies(before, before).layers.length, 1);
  });

  it('is the standard one only where nothing is taken away', () => {
    assert.ok(isStandard(standardPolicy));
    assert.ok(!isStandard({ mode: 'safe', layers: [] }));
    assert.ok(!isStandard(policyOf(own({}))));
  });
});
