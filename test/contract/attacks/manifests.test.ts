import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { findJavascript } from '../../../src/adapters/testRunner/findJavascript.ts';
import { findManifests } from '../../../src/app/manifestFiles.ts';
import { readYaml } from '../../../src/core/manifest/yamlSource.ts';
import { readFrontMatter } from '../../../src/core/rule/frontMatter.ts';
import { matchesGlob } from '../../../src/core/rule/glob.ts';
import { createFileTools } from '../../../src/core/tool/fileTools.ts';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import { parseManifest } from '../../../src/core/workflow/schemaRegistry.ts';
import { never } from '../workspace/workspaceFixture.ts';
import { attackIt } from './hostAttacks.ts';
import { longestStop, timed } from './timing.ts';

const prototypeNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];
const polluted = () =>
  assert.deepEqual([Reflect.get({}, 'polluted'), Reflect.get([], 'polluted')], [undefined, undefined]);
const workflow = (node: string) => `version: 1\nname: w\nnodes:\n  - id: a\n    ${node}\n`;

describe('attacks on the host: manifests', () => {
  // mocha keeps whole stacks, and a reader that is deep in a text makes many errors.
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 10;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  attackIt('H27', () => {
    const catalog = {
      agents: { debug: { description: '', input: undefined, output: undefined } },
      tools: {},
      workflows: {},
      prompts: [],
    };
    for (const kind of ['agent', 'tool', 'workflow'])
      for (const name of prototypeNames) {
        const { definition, problems } = parseWorkflow(workflow(`${kind}: ${name}`), 'w.yaml', catalog);
        assert.equal(definition, undefined, `${kind} ${name}`);
        assert.ok(
          problems.length > 0 &&
            problems.every(({ code }) => /^(catalog\.unknown|schema\.|name\.|workflow\.)/.test(code)),
          JSON.stringify(problems),
        );
      }
  });

  attackIt('H28', () => {
    for (const name of prototypeNames) {
      const entry = `\n  ${name}:\n    description: d\n    polluted: 1\n`;
      for (const kind of ['agents', 'tools', 'memory', 'security', 'hooks'] as const)
        parseManifest(`version: 1\n${kind}:${entry}`, `${kind}.yaml`, kind);
      const text = `version: 1\nname: w\ninputs:\n  ${name}: { type: string, default: x }\nnodes:\n  - id: a\n    agent: debug\n    with: { ${name}: { polluted: 1 } }\n`;
      const { definition } = parseWorkflow(text, 'w.yaml');
      if (definition) assert.ok(Object.hasOwn(definition.inputs, name), name);
      assert.deepEqual(Object.getPrototypeOf(readYaml(`${name}: { polluted: 1 }`, 'a.yaml').value), Object.prototype);
      polluted();
    }
  });

  attackIt('H29', async function () {
    this.timeout(180_000);
    const fill = (unit: string, characters: number) => unit.repeat(Math.floor(characters / unit.length));
    const stairs = Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    const bombs = [
      '- ',
      '? ',
      '&a ',
      '!t ',
      '{a: ',
      "''",
      '"\\n',
      '"\\u0041',
      '# c\n',
      '---\n',
      '- a\n',
      'a: b\n',
      '\t',
      ' ',
      '\n',
      '*a ',
      '|\n',
      '>\n',
      ': ',
      ', ',
      '[]\n',
      '{}\n',
      '<<: *a\n',
      '%TAG ! t\n',
      '"a": ',
      '- - a\n',
      '\u2028',
      '\ufeff',
      "- 'a\n",
      '- |\n a\n',
      '? a\n: b\n',
      '&a [*a, ',
      '!!binary ',
      '!!set {',
      '!!omap [',
      '1e',
      '0x',
      '.inf ',
    ];
    // What is refused by its kind is refused at once, however long it is.
    const whole = ['*a ', '[', '{a: ', '- *a\n'].map((unit) => fill(unit, 256 * 1024));
    for (const text of [
      ...whole,
      stairs,
      ...bombs.map((unit) => fill(unit, 16 * 1024)),
      ...bombs.map((unit) => `a: ${fill(unit, 4 * 1024)}`),
    ]) {
      const took = await timed(() => {
        const { value, problems } = readYaml(text, 'a.yaml');
        assert.ok(value !== undefined || problems.length > 0);
      });
      assert.ok(took < 4_000, `${JSON.stringify(text.slice(0, 30))} took ${Math.round(took)} ms`);
    }
  });

  attackIt('H30', async () => {
    const globs = [
      '*a'.repeat(200),
      '**/'.repeat(133),
      '{a,b}'.repeat(80),
      '{*a,*b}*'.repeat(45),
      '?'.repeat(400),
      '[a-z]*'.repeat(66),
      `{${',*a'.repeat(130)}}`,
    ];
    const paths = ['a'.repeat(255), 'a/'.repeat(500), `${'a'.repeat(250)}/`.repeat(16)];
    const took = await timed(() => {
      for (const path of paths) for (const glob of globs) for (let i = 0; i < 5; i++) matchesGlob(path, glob);
    });
    assert.ok(took < 3_000, `${paths.length * globs.length * 5} questions took ${Math.round(took)} ms`);
  });

  attackIt('H31', async () => {
    const text = `${'a'.repeat(5_000)}!\n`.repeat(200);
    const files = { list: async () => ['a.txt'], read: async () => text, write: async () => undefined };
    const search = createFileTools(files, systemClock).find(({ name }) => name === 'search');
    const run = (pattern: string) => search?.run({ text: pattern, regex: true }, never);
    for (const pattern of [
      '(a+)+$',
      '(a|a)*$',
      '(a*)*b',
      '(.*a){12}',
      '(a?){30}a{30}',
      '([a-z]+)\\1',
      '.*.*.*=.*',
      '(?:a+)+b',
    ])
      assert.equal((await run(pattern))?.isError, true, pattern);
    let took = 0;
    const stop = await longestStop(async () => {
      took = await timed(async () => {
        for (const pattern of ['a*a*b', '.*.*x', 'a?a?a?a?a?a?b', '\\s+$']) await run(pattern);
      });
    });
    assert.ok(took < 20_000 && stop < 1_500, `${Math.round(took)} ms in all, ${Math.round(stop)} ms without a turn`);
  });

  attackIt('H32', async () => {
    const heads = [
      'a: &a [x]\nb: [*a, *a]\n',
      `a: ${'['.repeat(7_000)}\n`,
      '- '.repeat(3_500),
      '\n'.repeat(7_000),
      'globs: {a,'.repeat(700),
      '__proto__:\n  polluted: 1\n',
      'a'.repeat(7_900),
    ];
    for (const head of heads) {
      const took = await timed(() => {
        for (const end of ['---\nbody', '--', '']) readFrontMatter(`---\n${head}${end}`);
      });
      assert.ok(took < 2_000, `${JSON.stringify(head.slice(0, 20))} took ${Math.round(took)} ms`);
      polluted();
    }
    assert.equal(Reflect.get(readFrontMatter('---\n__proto__:\n  polluted: 1\n---\n').fields, 'polluted'), undefined);
  });

  attackIt('H45', async () => {
    const root = mkdtempSync(join(tmpdir(), 'loopwright-scripts-'));
    try {
      for (const name of prototypeNames) {
        writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { test: `npm run ${name} && echo x` } }));
        const [found] = await findJavascript({ workspacePath: root, folder: '', files: ['package.json'] }, never);
        assert.deepEqual([found?.runner, found?.argv], ['unknown', ['npm', 'test']], name);
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  attackIt('H46', async () => {
    const root = mkdtempSync(join(tmpdir(), 'loopwright-manifests-'));
    try {
      for (const folder of ['ws', 'outside/workflows']) mkdirSync(join(root, folder), { recursive: true });
      for (const file of ['hooks.yaml', 'workflows/w.yaml']) writeFileSync(join(root, 'outside', file), 'version: 1\n');
      const names = async () => (await findManifests(join(root, 'ws'), never)).map(({ file }) => file);
      symlinkSync(join(root, 'outside'), join(root, 'ws/.loopwright'));
      assert.deepEqual(await names(), []);
      rmSync(join(root, 'ws/.loopwright'));
      mkdirSync(join(root, 'ws/.loopwright'));
      symlinkSync(join(root, 'outside/workflows'), join(root, 'ws/.loopwright/workflows'));
      assert.deepEqual(await names(), []);
      writeFileSync(join(root, 'ws/.loopwright/hooks.yaml'), 'version: 1\n');
      assert.deepEqual(await names(), ['.loopwright/hooks.yaml']);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
