import assert from 'node:assert/strict';
import { policyStatements } from '../../../src/app/sandboxReport.ts';
import { sandboxText } from '../../../src/app/sandboxText.ts';
import type { Policy, PolicyLayer } from '../../../src/core/policy/policy.ts';
import { backEndNames } from '../../../src/core/sandbox/choice.ts';
import { defaultSandboxLimits } from '../../../src/core/sandbox/policy.ts';
import { type PolicyWordsInput, policyWords } from '../../../src/core/sandbox/policyWords.ts';
import type { SandboxReport } from '../../../src/protocol/sandbox.ts';

const input: PolicyWordsInput = {
  backEnd: 'bubblewrap',
  workspace: '/home/ada/shop',
  toolchain: ['/home/ada/.nvm/versions/node/v24.0.0'],
  image: 'node:24',
  overlays: true,
  passedVariables: ['TZ'],
  limits: defaultSandboxLimits,
};
const said = (change: Partial<PolicyWordsInput>) =>
  policyWords({ ...input, ...change })
    .map(({ topic, text }) => `${topic}: ${text}`)
    .join('\n');

describe('what commands may do, in words', () => {
  for (const backEnd of backEndNames)
    it(`covers every topic for ${backEnd}, and no network`, () => {
      const words = policyWords({ ...input, backEnd });
      const topics = new Set(words.map(({ topic }) => topic));
      assert.deepEqual([...topics], ['reads', 'writes', 'network', 'processes', 'environment', 'limits']);
      assert.match(said({ backEnd }), /^network: None.*(no (other )?address can be reached|included)/m);
    });

  it('names the tools of the person where commands find them, and the image where they find that', () => {
    assert.match(said({}), /reads: Your tools: \/home\/ada\/\.nvm\/versions\/node\/v24\.0\.0\./);
    assert.doesNotMatch(said({ backEnd: 'container' }), /\.nvm/);
    assert.match(said({ backEnd: 'container' }), /The whole image node:24/);
  });

  it('says where dependencies are written to, and that they are not where nothing can be laid over them', () => {
    assert.match(said({}), /writes: Dependencies, into a layer that is thrown away/);
    assert.match(said({ overlays: false }), /writes: Not its dependencies: they are read-only here/);
    assert.match(said({ backEnd: 'container', overlays: false }), /writes: Dependencies, in the copy/);
  });

  it('gives the limits that are set', () => {
    const limits = { ...defaultSandboxLimits, memoryBytes: 512 * 1024 * 1024, processes: 7, wallMs: 90_000 };
    assert.match(said({ limits }), /90 seconds.*\n.*512 MiB of memory and 7 processes/);
  });
});

const layer = (said: Partial<PolicyLayer>): PolicyLayer => ({
  from: 'workspace',
  file: '.loopwright/security.yaml',
  ...said,
});
const statements = (policy: Partial<Policy>) =>
  policyStatements({ mode: 'standard', layers: [], ...policy }).map(({ text, from }) => `${text} (${from})`);

describe('what a run may do, in words', () => {
  for (const [what, policy, expected] of [
    ['nothing is said', {}, 'Code of the project runs in the sandbox. (mode standard)'],
    [
      'nothing is said',
      {},
      'Your own files change when you apply a proposal, or where you said --apply. (mode standard)',
    ],
    ['the mode is safe', { layers: [layer({ mode: 'safe' })] }, '--no-sandbox is refused.'],
    ['the mode is safe', { layers: [layer({ mode: 'safe' })] }, '--apply is refused.'],
    ['analysis only', { mode: 'analysis-only' }, 'No code of the project runs. (mode analysis-only)'],
    ['analysis only', { mode: 'analysis-only' }, 'Nothing is edited, the copy included.'],
    [
      'a sandbox is required',
      { layers: [layer({ sandboxRequired: true })] },
      '--no-sandbox is refused. (.loopwright/security.yaml',
    ],
    [
      'a rule denies',
      { layers: [layer({ rules: [{ effect: 'deny', intents: ['build'], command: ['make'] }] })] },
      'Refused: build by one command. (.loopwright/security.yaml: rule 1)',
    ],
    [
      'hosts are listed',
      { layers: [{ from: 'person', file: 'your security.yaml', network: { hosts: ['a.example:443'], grants: true } }] },
      'Commands reach a.example:443 through a proxy of Loopwright. (your security.yaml: network.allow)',
    ],
    [
      'hosts are listed, and the mode takes them away',
      {
        mode: 'safe',
        layers: [{ from: 'person', file: 'your security.yaml', network: { hosts: ['a.example:443'], grants: true } }],
      },
      'No host of a list is reached. (mode safe)',
    ],
    [
      'paths are protected',
      { layers: [layer({ protect: ['migrations/**'] })] },
      'No proposal changes migrations/**. (.loopwright/security.yaml: protect)',
    ],
  ] as const satisfies readonly (readonly [string, Partial<Policy>, string])[])
    it(`${what}: ${expected}`, () => {
      const all = statements(policy);
      assert.ok(
        all.some((line) => line.includes(expected)),
        all.join('\n'),
      );
    });
});

describe('the report as text', () => {
  const report: SandboxReport = {
    workspace: '/home/ada/shop',
    platform: 'linux',
    chosenBy: 'person',
    file: '/home/ada/.local/share/loopwright/sandbox.json',
    backEnds: [
      {
        name: 'bubblewrap',
        state: 'limited',
        used: false,
        detail: '0.8.0',
        remedy: undefined,
        gaps: [{ text: 'A gap.', remedy: 'sudo close it' }],
      },
      { name: 'container', state: 'missing', used: true, detail: 'No image.', remedy: 'loopwright doctor …', gaps: [] },
      { name: 'seatbelt', state: 'elsewhere', used: false, detail: 'belongs to macOS', remedy: undefined, gaps: [] },
    ],
    policy: [
      { topic: 'code', text: 'It runs.', from: 'mode standard' },
      { topic: 'code', text: 'Refused: build.', from: 'your security.yaml: rule 1' },
      { topic: 'network', text: 'None.', from: 'the sandbox (container)' },
    ],
  };

  it('names what is used, each gap with its command, and who says what', () => {
    assert.deepEqual(sandboxText(report), [
      'Sandbox: container, chosen in /home/ada/.local/share/loopwright/sandbox.json',
      '',
      'It does not work here, and nothing takes its place: no code of a project runs.',
      '',
      '! bubblewrap   0.8.0',
      '    - A gap.',
      '      $ sudo close it',
      '✗ container    No image.',
      '      $ loopwright doctor …',
      '· seatbelt     belongs to macOS',
      '',
      'What a run may do in /home/ada/shop',
      '',
      'Code',
      '  - It runs. (mode standard)',
      '  - Refused: build. (your security.yaml: rule 1)',
      '',
      'Network (the sandbox (container))',
      '  - None.',
    ]);
  });
});
