// Texts with ${{ }} are the language under test, not templates of JavaScript.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: see above
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Reporter } from '../../../src/core/manifest/reporter.ts';
import { readYaml } from '../../../src/core/manifest/yamlSource.ts';
import { checkVersion } from '../../../src/core/workflow/checkVersion.ts';
import { durationMs } from '../../../src/core/workflow/duration.ts';
import { ancestorsOf, blockedBy, knotsOf } from '../../../src/core/workflow/graphOrder.ts';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import { manifestKindOf, parseManifest } from '../../../src/core/workflow/schemaRegistry.ts';

const head = 'version: 1\nname: a\n';

function nodeOf(yaml: string) {
  const { definition, problems } = parseWorkflow(
    `${head}nodes:\n  before: {run: [ls]}\n  x:\n${yaml.replaceAll(/^/gm, '    ')}\n`,
    'a.yaml',
  );
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return definition?.graph.nodes.find(({ id }) => id === 'x');
}

describe('a workflow that is right', () => {
  it('says to its agents which model they ask that name none, and to nothing else', () => {
    const nodes = 'nodes: {x: {loop: {until: "true", max: 1}, nodes: {y: {agent: debug, model: c/d}}}, z: {run: [ls]}}';
    const { definition } = parseWorkflow(`${head}model: {use: a/b, fallback: [e/f]}\n${nodes}`, 'a.yaml');
    const [x, z] = definition?.graph.nodes ?? [];
    assert.ok(x?.kind === 'loop' && z);
    const usualModel = { use: 'a/b', fallback: ['e/f'] };
    assert.deepEqual([x.body.nodes[0]?.usualModel, x.body.nodes[0]?.model], [usualModel, 'c/d']);
    assert.deepEqual([x.usualModel, z.usualModel], [undefined, undefined]);
  });

  it('has every default filled in', () => {
    assert.deepEqual(nodeOf('agent: debug'), {
      id: 'x',
      kind: 'agent',
      agent: 'debug',
      needs: [],
      join: { kind: 'all' },
      when: undefined,
      with: {},
      retry: { max: 1, backoff: 'exponential', baseMs: 1_000, maxMs: 60_000, jitter: 0.2, on: [] },
      timeoutMs: undefined,
      onFailure: { kind: 'fail' },
      budget: undefined,
      cache: false,
      model: undefined,
      tools: undefined,
      schema: undefined,
    });
    const { definition } = parseWorkflow(`${head}nodes: {x: {run: [ls]}}`, 'a.yaml');
    assert.deepEqual(definition?.run, {
      timeoutMs: undefined,
      concurrency: 8,
      cancellation: 'cascading',
      budget: undefined,
      priority: 0,
    });
  });

  const fields: [yaml: string, part: object][] = [
    [
      'run: [ls, "${{ nodes.before.output.stdout }}"]',
      {
        needs: ['before'],
        command: [
          { kind: 'literal', value: 'ls' },
          { kind: 'expression', source: 'nodes.before.output.stdout' },
        ],
      },
    ],
    ['run: npm test', { command: { kind: 'literal', value: 'npm test' } }],
    ['uses: other\nneeds: before', { kind: 'workflow', workflow: 'other', needs: ['before'] }],
    [
      'approve: Go on?\ntimeout: 1.5h',
      { kind: 'approve', message: { kind: 'literal', value: 'Go on?' }, timeoutMs: 5_400_000 },
    ],
    ['run: [ls]\nneeds: [before]\njoin: any', { join: { kind: 'any' } }],
    ['run: [ls]\nneeds: [before]\njoin: {atLeast: 1}', { join: { kind: 'atLeast', count: 1 } }],
    [
      'run: [ls]\nretry: 3',
      { retry: { max: 3, backoff: 'exponential', baseMs: 1_000, maxMs: 60_000, jitter: 0.2, on: [] } },
    ],
    [
      'run: [ls]\nretry: {max: 2, backoff: fixed, base: 50ms, maxDelay: 2s, jitter: 0, on: [a.b]}',
      { retry: { max: 2, backoff: 'fixed', baseMs: 50, maxMs: 2_000, jitter: 0, on: ['a.b'] } },
    ],
    ['run: [ls]\nonFailure: continue', { onFailure: { kind: 'continue' } }],
    ['run: [ls]\nonFailure: {fallback: before}', { onFailure: { kind: 'fallback', node: 'before' } }],
    ['run: [ls]\nwhen: "${{ run.id != \'\' }}"', { when: { kind: 'expression', source: "run.id != ''" } }],
    [
      'run: [ls]\nbudget: {usd: 0.5, calls: 3}\ncache: true',
      { budget: { usd: 0.5, tokens: undefined, calls: 3, minutes: undefined }, cache: true },
    ],
    [
      'agent: debug\nwith: {a: ["${{ run.id }}", 1]}',
      {
        with: {
          a: {
            kind: 'list',
            items: [
              { kind: 'expression', source: 'run.id' },
              { kind: 'literal', value: 1 },
            ],
          },
        },
      },
    ],
    ['agent: debug\nmodel: a/b', { model: 'a/b' }],
    ['agent: debug\nmodel: {use: a/b, fallback: [c/d, e/f]}', { model: 'a/b', fallbackModels: ['c/d', 'e/f'] }],
    ['agent: debug\nmodel: {fallback: [c/d]}', { model: undefined, fallbackModels: ['c/d'] }],
    ['forEach: [1, 2]\nnodes: {y: {run: [ls]}}', { kind: 'forEach', as: 'item', concurrency: 4 }],
    [
      'loop: {until: loop.round > 1, max: 3}\nnodes: {y: {run: [ls]}}',
      { kind: 'loop', max: 3, until: { kind: 'expression', source: 'loop.round > 1' } },
    ],
  ];
  for (const [yaml, part] of fields) {
    it(yaml.replaceAll('\n', ', '), () => {
      const node = nodeOf(yaml) as unknown as Record<string, unknown>;
      for (const [name, value] of Object.entries(part)) assert.deepEqual(node[name], value, name);
    });
  }

  it('may be JSON, a list of nodes, and have bodies in bodies', () => {
    const json = JSON.stringify({
      version: 1,
      name: 'a',
      nodes: [
        {
          id: 'x',
          race: {
            fast: { run: ['ls'] },
            slow: {
              nodes: [
                { id: 'y', run: ['ls'] },
                { id: 'z', run: ['ls'], needs: 'y' },
              ],
              outputs: '${{ nodes.z.output.stdout }}',
            },
          },
        },
      ],
    });
    const { definition, problems } = parseWorkflow(json, 'a.json');
    assert.deepEqual(problems, []);
    const node = definition?.graph.nodes[0];
    assert.ok(node?.kind === 'race');
    assert.deepEqual(
      Object.entries(node.branches).map(([name, { nodes }]) => [name, nodes.map(({ id }) => id)]),
      [
        ['fast', ['fast']],
        ['slow', ['y', 'z']],
      ],
    );
    assert.deepEqual(node.branches.slow?.output, { kind: 'expression', source: 'nodes.z.output.stdout' });
  });

  it("passes the run's failure policy to nodes that have none", () => {
    const { definition } = parseWorkflow(
      `${head}onFailure: skip\nnodes: {x: {run: [ls]}, y: {run: [ls], onFailure: fail}}`,
      'a.yaml',
    );
    assert.deepEqual(
      definition?.graph.nodes.map(({ onFailure }) => onFailure.kind),
      ['skip', 'fail'],
    );
  });
});

describe('an optimiser of a workflow', () => {
  const optimising = (optimise: string) =>
    parseWorkflow(`{version: 1, name: a, nodes: {x: {run: [ls]}}, optimise: ${optimise}}`, 'a', {
      prompts: ['debug', 'plan'],
    });

  it('is declared with its objectives, what it may spend and the prompts it may change', () => {
    const { definition, problems } = optimising('{objective: solved, budget: {usd: 5}, prompts: [debug, debug]}');
    assert.deepEqual(problems, []);
    assert.deepEqual(definition?.optimise, { objectives: ['solved'], budget: { usd: 5 }, prompts: ['debug'] });
  });

  for (const [what, optimise, expected] of [
    ['a prompt that is not there', '{objective: solved, budget: {usd: 5}, prompts: [debgu]}', 'catalog.unknownPrompt'],
    ['an unknown objective', '{objective: fun, budget: {usd: 5}, prompts: [debug]}', 'schema.value'],
    ['a budget without a limit', '{objective: solved, budget: {}, prompts: [debug]}', 'schema.value'],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.deepEqual(
        optimising(optimise).problems.map(({ code }) => code),
        [expected],
      );
    });
  }
});

describe('reading manifests', () => {
  it('takes older versions step by step, and refuses newer ones', () => {
    const rule = {
      what: 'thing',
      version: 3,
      upgrades: [(value: object) => ({ ...value, two: true }), (value: object) => ({ ...value, three: true })],
    };
    const read = (text: string) => checkVersion(new Reporter(readYaml(text, 'a')), rule);
    assert.deepEqual(read('version: 1'), { version: 3, two: true, three: true });
    assert.deepEqual(read('version: 2'), { version: 3, three: true });
    assert.deepEqual(read('version: 3'), { version: 3 });
    assert.equal(read('version: 4'), undefined);
  });

  it('knows the kinds by their places', () => {
    const places: [string, string | undefined][] = [
      ['.loopwright/workflows/a.yaml', 'workflow'],
      ['.loopwright/workflows/deep/a.yaml', undefined],
      ['.loopwright/agents.yml', 'agents'],
      ['.loopwright/agents/mine.yaml', 'agents'],
      ['.loopwright/security.json', 'security'],
      ['agents.yaml', undefined],
    ];
    for (const [place, kind] of places) assert.equal(manifestKindOf(place), kind, place);
  });

  it('checks agents, tools, memory and security', () => {
    assert.deepEqual(parseManifest('version: 1\nagents: {explain: {prompt: explain}}', 'a', 'agents').problems, []);
    assert.deepEqual(
      parseManifest('version: 1\ntools: {tsc: {description: d, run: [tsc]}}', 'a', 'tools').problems,
      [],
    );
    assert.deepEqual(parseManifest('version: 1\nscopes: {project: {ttl: 720h}}', 'a', 'memory').problems, []);
    assert.deepEqual(parseManifest('version: 1\nprotect: [migrations/**]', 'a', 'security').problems, []);
    assert.equal(parseManifest('version: 1\nsandbox: off', 'a', 'security').problems[0]?.code, 'schema.value');
    assert.equal(parseManifest('version: 9\nagents: {}', 'a', 'agents').problems[0]?.code, 'version.newer');
  });

  it('knows times', () => {
    assert.deepEqual(['10ms', '2s', '1.5m', '1h', '5', 's', '-1s', 5].map(durationMs), [
      10,
      2_000,
      90_000,
      3_600_000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('hostile text', () => {
  const nines = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(', ')}]\n`;
  const bombs: [name: string, text: string, code: RegExp][] = [
    [
      'alias bomb',
      `${nines('a', 'x')}${nines('b', '*a')}${nines('c', '*b')}${nines('d', '*c')}${nines('e', '*d')}${nines('f', '*e')}${nines('g', '*f')}`,
      /yaml\.tooMuch/,
    ],
    ['alias of itself', 'a: &a\n  b: *a', /yaml\.tooMuch/],
    ['deep brackets', '['.repeat(100_000), /yaml\.syntax/],
    ['deep dashes', '- '.repeat(50_000), /yaml\.syntax/],
    ['deep braces', '{a: '.repeat(40_000), /yaml\.syntax/],
    ['large file', `a: ${'x'.repeat(300_000)}`, /yaml\.tooLong/],
    ['many values', `a: [${'1,'.repeat(60_000)}1]`, /yaml\.tooMuch/],
    ['many quotes', '"'.repeat(100_000), /yaml\.syntax/],
  ];
  for (const [name, text, code] of bombs) {
    it(`${name} is refused in good time`, () => {
      const start = performance.now();
      const { definition, problems } = parseWorkflow(text, 'a.yaml');
      assert.equal(definition, undefined);
      assert.match(problems[0]?.code ?? '', code);
      assert.ok(performance.now() - start < 5_000);
    });
  }

  it('of any kind never makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => void parseWorkflow(text, 'a.yaml')),
      { numRuns: 500 },
    );
  });

  it('made of broken pieces of right files never makes it throw', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/app/workflows');
    const texts = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
    const pieces = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 40 }), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(pieces, ([text, at, length, inserted]) => {
        const from = at % text.length;
        const { problems } = parseWorkflow(text.slice(0, from) + inserted + text.slice(from + length), 'a.yaml');
        for (const { line, column, endLine } of problems) assert.ok(line >= 1 && column >= 1 && endLine >= line);
      }),
      { numRuns: 300 },
    );
  });

  it('of any JSON never makes it throw', () => {
    const node = fc.dictionary(
      fc.constantFrom(
        'run',
        'agent',
        'needs',
        'when',
        'with',
        'loop',
        'nodes',
        'race',
        'forEach',
        'join',
        'onFailure',
        'retry',
      ),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const workflow = fc.record({
      version: fc.constant(1),
      name: fc.jsonValue({ maxDepth: 1 }),
      inputs: fc.jsonValue({ maxDepth: 2 }),
      nodes: fc.oneof(fc.dictionary(fc.string({ maxLength: 5 }), node), fc.array(node)),
    });
    fc.assert(
      fc.property(workflow, (value) => void parseWorkflow(JSON.stringify(value), 'a.json')),
      { numRuns: 500 },
    );
  });
});

describe('the order of nodes', () => {
  const graph = fc
    .integer({ min: 1, max: 9 })
    .chain((size) =>
      fc
        .array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size })
        .map(
          (rows) =>
            new Map<string, string[]>(
              rows.map((row, index) => [`${index}`, row.map((id): string => `${id}`)] as const),
            ),
        ),
    );

  /** Whether nodes can be taken one by one, each after those it needs (Kahn 1962). */
  function canBeOrdered(needs: ReadonlyMap<string, readonly string[]>): boolean {
    const left = new Set(needs.keys());
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      for (const id of left) if ((needs.get(id) ?? []).every((need) => !left.has(need))) left.delete(id);
    }
    return left.size === 0;
  }

  it('has a circle exactly when it cannot be ordered, and each circle told is one', () => {
    fc.assert(
      fc.property(graph, (needs) => {
        const knots = knotsOf(needs);
        assert.equal(knots.length === 0, canBeOrdered(needs));
        const knotted = new Set(knots.flatMap(({ members }) => [...members]));
        const blocked = blockedBy(needs, knotted);
        for (const id of needs.keys()) {
          const before = ancestorsOf(needs, id);
          assert.equal(knotted.has(id), before.has(id));
          assert.equal(blocked.has(id), !before.has(id) && [...before].some((one) => knotted.has(one)));
          const cause = blocked.get(id);
          assert.ok(cause === undefined || (before.has(cause) && knotted.has(cause)));
        }
        for (const { cycle } of knots) {
          assert.equal(cycle[0], cycle.at(-1));
          for (const [index, id] of cycle.slice(0, -1).entries()) {
            assert.ok(needs.get(id)?.includes(cycle[index + 1] ?? ''));
            assert.ok(ancestorsOf(needs, id).has(id));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
