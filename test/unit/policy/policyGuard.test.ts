import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import { parseRunId, type RunId } from '../../../src/base/ids.ts';
import type { Policy, PolicyLayer, PolicyRule } from '../../../src/core/policy/policy.ts';
import type { PersonAnswer } from '../../../src/core/run/askPerson.ts';
import { createPolicyGuard, openGuard, type PolicyGuard } from '../../../src/core/run/policyGuard.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import { openRunLog } from '../../../src/core/run/runLog.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';

const { signal } = new AbortController();
const runId = parseRunId('abcdefghijka') as RunId;
const build = { intent: 'build', command: ['npm', 'test'] } as const;

/** A guard over a real log, and a person who says these words, whatever is asked. */
async function guardOf(policy: Policy, said: string | undefined, before: readonly RunEventBody[] = []) {
  const store = createMemoryRunStore();
  await store.append(runId, before, signal);
  const log = await openRunLog(runId, { store, redact: (text) => text }, signal);
  const asked: string[] = [];
  const kept: PolicyRule[] = [];
  const guard = createPolicyGuard(
    {
      policy,
      isolated: true,
      workspace: '/srv/shop',
      nowMs: () => Date.parse('2026-11-01T12:00:00Z'),
      keepApproval: async (rule) => void kept.push(rule),
    },
    {
      log: log.within('judge'),
      agent: 'review',
      node: { id: 'judge', path: 'judge' },
      async askPerson({ question, choices }): Promise<PersonAnswer> {
        asked.push(question);
        // A person takes a moment: others may come in the meantime.
        await new Promise((resolve) => setTimeout(resolve, 5));
        const answer = choices.find((choice) => choice.startsWith(`${said} until `)) ?? said;
        return answer === undefined ? { kind: 'nobody' } : { kind: 'answered', answer };
      },
    },
  );
  const decided = async () =>
    (await store.read(runId, 0, signal)).flatMap((event) => (event.type === 'policy.decided' ? [event] : []));
  const events = () => store.read(runId, 0, signal);
  return { guard, asked, kept, decided, events };
}

const asking = (rule: Partial<PolicyRule> = {}): Policy => ({
  mode: 'standard',
  layers: [{ from: 'workspace', file: 'team', rules: [{ effect: 'ask', intents: ['build'], ...rule }] }],
});

const refused = (code: string) => (error: unknown) => isCoded(error, code);
const twice = (guard: PolicyGuard) => Promise.all([guard.require(build, signal), guard.require(build, signal)]);

describe('the guard of a node', () => {
  it('is none where nothing is taken away', () => {
    const ports = { isolated: true, workspace: '', nowMs: () => 0, keepApproval: async () => undefined };
    const who = { log: {} as never, askPerson: {} as never, agent: undefined, node: { id: 'a', path: 'a' } };
    assert.equal(createPolicyGuard({ ...ports, policy: { mode: 'standard', layers: [] } }, who), openGuard);
  });

  it('asks one thing at a time, and a yes for the run answers those that wait', async () => {
    const { guard, asked, decided } = await guardOf(asking(), 'Allow this in this run');
    await twice(guard);
    assert.equal(asked.length, 1);
    assert.deepEqual(
      (await decided()).map(({ decision, by, scope }) => [decision, by, scope]),
      [
        ['allowed', 'person', 'run'],
        ['allowed', 'policy', undefined],
      ],
    );
  });

  it('a yes for once answers one', async () => {
    const { guard, asked } = await guardOf(asking(), 'Allow once');
    await twice(guard);
    assert.equal(asked.length, 2);
  });

  it('takes anything but a yes as a no', async () => {
    for (const words of ['Refuse', 'yes', 'allow once', 'Allow once and for all', ''])
      await assert.rejects(
        (await guardOf(asking(), words)).guard.require(build, signal),
        refused('policy.declined'),
        words,
      );
    await assert.rejects((await guardOf(asking(), undefined)).guard.require(build, signal), refused('policy.refused'));
  });

  it('keeps a yes for the workspace as the very command, tool and workspace, with its end', async () => {
    const { guard, kept } = await guardOf(asking(), 'Allow this in this workspace');
    await guard.around({ intent: 'build', tool: 'deploy', byModel: true }, () => guard.require(build, signal), signal);
    assert.deepEqual(kept, [
      {
        effect: 'allow',
        intents: ['build'],
        command: ['npm', 'test'],
        tools: ['deploy'],
        untilMs: Date.parse('2026-12-02T00:00:00Z'),
        workspace: '/srv/shop',
      },
    ]);
  });

  it('a rule on a tool holds for what is run by that tool, and by no other', async () => {
    const { guard, asked } = await guardOf(asking({ tools: ['deploy'] }), 'Allow once');
    await guard.require(build, signal);
    assert.equal(asked.length, 0);
    await guard.around({ intent: 'build', tool: 'deploy' }, () => guard.require(build, signal), signal);
    assert.equal(asked.length, 1, 'once for the tool and its command together');
    await guard.require(build, signal);
    assert.equal(asked.length, 1);
  });

  it('is tainted by what tests and commands print, and by another agent that began the run', async () => {
    const spared: Policy = {
      mode: 'standard',
      layers: [...asking().layers, { from: 'person', file: 'own', rules: [{ effect: 'allow', intents: ['build'] }] }],
    };
    const ran: RunEventBody = { type: 'command.ran', command: 'x', result: 'r' as never, exitCode: 0, ms: 1 };
    const clean = await guardOf(spared, undefined);
    await clean.guard.require(build, signal);
    const after = await guardOf(spared, undefined, [ran]);
    await assert.rejects(after.guard.require(build, signal), refused('policy.refused'));
    assert.deepEqual((await after.decided())[0]?.tainted, ['command-output']);
    const started = {
      type: 'run.started',
      workflow: 'fix-test',
      settings: { testCommand: undefined, commandKey: undefined, include: [], origin: 'other-agent' },
    } as unknown as RunEventBody;
    const other = await guardOf(spared, undefined, [started]);
    await assert.rejects(other.guard.require(build, signal), refused('policy.refused'));
    assert.deepEqual((await other.decided())[0]?.tainted, ['other-agent']);
  });

  describe('over the network of commands', () => {
    const npmTest = ['npm', 'test'];
    const own: PolicyLayer = { from: 'person', file: 'own', network: { hosts: ['a.example.org:443'], grants: true } };
    const policyWith = (more: Partial<PolicyLayer>): Policy => ({ mode: 'standard', layers: [{ ...own, ...more }] });
    const soft = { network: false };

    it('gives the lists that the policy has, and records nothing by itself', async () => {
      const { guard, decided } = await guardOf(policyWith({}), undefined);
      const network = await guard.reach(npmTest, soft, signal);
      assert.deepEqual(network?.lists, [{ rule: 'own: network.allow', hosts: ['a.example.org:443'] }]);
      assert.deepEqual(await decided(), []);
    });

    it('gives none where a mode, a capability or a rule takes it away, and the command goes on', async () => {
      const { layers } = policyWith({});
      const takenAway: readonly Policy[] = [
        { mode: 'safe', layers },
        policyWith({ capabilities: { network: 'none' } }),
        policyWith({ agents: { review: { capabilities: { network: 'none' } } } }),
        policyWith({ rules: [{ effect: 'deny', intents: ['network'], command: npmTest }] }),
        { mode: 'standard', layers: [] },
      ];
      for (const policy of takenAway) {
        const { guard } = await guardOf(policy, undefined);
        assert.equal(await guard.reach(npmTest, soft, signal), undefined, JSON.stringify(policy));
      }
      const { guard } = await guardOf({ mode: 'safe', layers }, undefined);
      await assert.rejects(guard.reach(npmTest, { network: true }, signal), refused('policy.refused'));
    });

    it('asks where a rule asks, and no rule that allows spares that once the run is tainted', async () => {
      const rules: PolicyRule[] = [
        { effect: 'ask', intents: ['network'] },
        { effect: 'allow', intents: ['network'] },
      ];
      const clean = await guardOf(policyWith({ rules }), undefined);
      assert.ok(await clean.guard.reach(npmTest, soft, signal));
      const ran: RunEventBody = { type: 'test.reported' } as RunEventBody;
      const tainted = await guardOf(policyWith({ rules }), undefined, [ran]);
      assert.equal(await tainted.guard.reach(npmTest, soft, signal), undefined);
      assert.equal(
        tainted.asked[0]?.startsWith('review wants to use the network and run npm test. own: rule 1 asks'),
        true,
      );
      assert.deepEqual(
        (await tainted.decided()).map(({ decision, by }) => [decision, by]),
        [['refused', 'nobody']],
      );
      const said = await guardOf(policyWith({ rules }), 'Allow this in this run', [ran]);
      for (let time = 0; time < 2; time++) assert.ok(await said.guard.reach(npmTest, soft, signal));
      assert.equal(said.asked.length, 1);
    });

    it('puts every decision about a host into the log, in order, with what the run had read', async () => {
      const ran: RunEventBody = { type: 'test.reported' } as RunEventBody;
      const { guard, events } = await guardOf(policyWith({}), undefined, [ran]);
      const network = await guard.reach(npmTest, soft, signal);
      for (const decision of ['allowed', 'refused'] as const)
        network?.onConnection({ decision, host: 'a.example.org', port: 443, rule: 'own' });
      await network?.recorded();
      const found = (await events()).filter(({ type }) => type === 'connection.decided');
      const common = {
        command: npmTest,
        host: 'a.example.org',
        port: 443,
        rule: 'own',
        tainted: ['test-output'],
        node: 'judge',
      };
      assert.deepEqual(
        found.map(({ v, seq, atMs, ...rest }) => rest),
        ['allowed', 'refused'].map((decision) => ({ type: 'connection.decided', ...common, decision })),
      );
    });

    it('keeps only the beginning of a long command beside each of them', async () => {
      const { guard, events } = await guardOf(policyWith({}), undefined);
      const network = await guard.reach(
        ['sh', '-c', 'x'.repeat(100_000), ...Array<string>(500).fill('y')],
        soft,
        signal,
      );
      network?.onConnection({ decision: 'refused', host: 'a.example.org', port: 443, rule: 'own' });
      await network?.recorded();
      const [found] = (await events()).filter(({ type }) => type === 'connection.decided');
      assert.ok(JSON.stringify(found).length < 2_000);
    });
  });

  it('says of a long command how much of it is not shown, and how it ends', async () => {
    const { guard, asked } = await guardOf(asking(), 'Refuse');
    const command = ['python3', '-c', `print(1)\n${'#'.repeat(5_000)}\nimport os; os.remove("x")`];
    await assert.rejects(guard.require({ intent: 'build', command }, signal), refused('policy.declined'));
    assert.match(asked[0] ?? '', /print\(1\).*… \(46\d\d characters that are not shown\) ….*os\.remove/);
    assert.ok((asked[0] ?? '').length < 700);
  });
});
