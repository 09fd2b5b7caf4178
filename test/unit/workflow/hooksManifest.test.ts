import assert from 'node:assert/strict';
import type { HookPoint } from '../../../src/core/hook/hookPayload.ts';
import { type HooksPlace, parseHooks } from '../../../src/core/workflow/hooksManifest.ts';
import { hookPointNames } from '../../../src/core/workflow/hooksSchema.ts';
import { manifestKindOf, parseManifest } from '../../../src/core/workflow/schemaRegistry.ts';

const manifest = (...lines: readonly string[]) => `version: 1\nhooks:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const gate = 'a: {on: gate, command: [node, gate.mjs]}';

function found(text: string, place: HooksPlace): string[] {
  return parseHooks(text, 'hooks.yaml', place).problems.map(
    ({ line, column, code, message, suggestion }) =>
      `${line}:${column} ${code}: ${message}${suggestion === undefined ? '' : ` ${suggestion}`}`,
  );
}

describe('hooks manifest', () => {
  it('is read with its defaults left open', () => {
    const text = manifest('a: {on: [gate, gate], command: [x, y], timeout: 1.5s, only: {workflows: [fix-*]}}');
    const { hooks, problems } = parseHooks(text, 'h', 'workspace');
    assert.deepEqual(problems, []);
    const { at, ...hook } = hooks?.[0] ?? assert.fail();
    assert.deepEqual(hook, {
      name: 'a',
      on: ['gate'],
      command: ['x', 'y'],
      module: undefined,
      timeoutMs: 1_500,
      only: { workflows: ['fix-*'] },
      onError: undefined,
      env: [],
    });
    assert.deepEqual([at.line, at.column], [3, 34]);
  });

  it('knows the points that the hooks themselves know', () => {
    const both: readonly HookPoint[] = hookPointNames;
    const known: Record<HookPoint, true> = Object.fromEntries(both.map((point) => [point, true])) as never;
    // Does not compile when a point is missing in either of the two.
    const back: readonly (typeof hookPointNames)[number][] = Object.keys(known) as HookPoint[];
    assert.equal(back.length, 9);
  });

  it('is a manifest like the others', () => {
    assert.equal(manifestKindOf('.loopwright/hooks.yaml'), 'hooks');
    assert.equal(manifestKindOf('.loopwright/hooks.json'), 'hooks');
    assert.deepEqual(parseManifest(manifest(gate), 'h', 'hooks').problems, []);
    const codes = (text: string) => parseManifest(text, 'h', 'hooks').problems.map(({ code }) => code);
    assert.deepEqual(codes(manifest('a: {on: gate, module: ./a.mjs}')), ['hooks.notHere']);
    assert.deepEqual(codes('version: 7\nhooks: {}'), ['version.newer']);
  });

  const own = "Put the hook into hooks.yaml in Loopwright's data folder, which belongs to you.";
  const points =
    'run.before, run.after, node.before, node.after, model.before, model.after, tool.before, tool.after or gate';
  const table: [line: string, place: HooksPlace, problems: readonly string[]][] = [
    [gate, 'workspace', []],
    ['a: {on: [run.after, gate], module: ./lib/a.mjs, env: [CHAT_URL]}', 'person', []],
    [
      'a: {on: run.aftr, command: [x]}',
      'person',
      [
        `3:11 schema.value: hooks.a.on of the hooks manifest: found "run.aftr", expected ${points} (or a list of them). Did you mean "run.after"?`,
      ],
    ],
    [
      'a: {on: [gate, run.end], command: [x]}',
      'person',
      [`3:18 schema.value: hooks.a.on[1] of the hooks manifest: found "run.end", expected ${points}.`],
    ],
    [
      'a: {on: [], command: [x]}',
      'person',
      ['3:11 schema.value: hooks.a.on of the hooks manifest: found an empty list, expected at least one point.'],
    ],
    [
      'a: {on: gate, comand: [x]}',
      'person',
      [
        '3:17 schema.unknownKey: hooks.a of the hooks manifest: the key "comand" is not known; known are description, on, command, module, timeout, only, onError, env. Did you mean "command"?',
      ],
    ],
    [
      'a: {on: gate, command: rm -rf}',
      'person',
      ['3:26 schema.value: hooks.a.command of the hooks manifest: found "rm -rf", expected a list of arguments.'],
    ],
    ['a: {on: gate}', 'person', ['3:3 hooks.action: hook "a": found neither, expected one of "command" and "module".']],
    [
      'a: {on: gate, command: [x], module: a.mjs}',
      'person',
      ['3:3 hooks.action: hook "a": found both, expected one of "command" and "module".'],
    ],
    [
      'a: {on: gate, module: ./a.mjs, env: [TOKEN]}',
      'workspace',
      [
        `3:17 hooks.notHere: hook "a": a workspace's hooks run in the sandbox, which runs commands only. Write a command such as [node, ./a.mjs]. ${own}`,
        `3:34 hooks.notHere: hook "a": a workspace's hooks get no variables of your environment. ${own}`,
      ],
    ],
    ...['../a.mjs', '/etc/a.mjs', './x/../../a.mjs', 'a.ts', '.hidden.mjs', 'a.mjs/'].map(
      (module): [string, HooksPlace, readonly string[]] => [
        `a: {on: gate, module: ${module}}`,
        'person',
        [
          `3:25 schema.value: hooks.a.module of the hooks manifest: found "${module}", expected a path below this folder that ends in .mjs or .js.`,
        ],
      ],
    ),
    [
      'a: {on: run.after, command: [x], onError: allow}',
      'person',
      ['3:36 hooks.onError: hook "a": "onError" is for hooks on "gate".'],
    ],
    ...['2m', '61s', '0s', '0.1ms'].map((timeout): [string, HooksPlace, readonly string[]] => [
      `a: {on: gate, command: [x], timeout: ${timeout}}`,
      'workspace',
      [`3:40 hooks.timeout: timeout of hook "a": found "${timeout}", expected a time above 0 and up to 60s.`],
    ]),
    [
      'a: {on: [gate, tool.after], command: [x], only: {tools: [search]}}',
      'workspace',
      [
        '3:52 hooks.filter: hook "a": the point "gate" has no tools, so this filter makes no sense there. Write one hook for each kind of point.',
      ],
    ],
    [
      'a: {on: [node.after], command: [x], only: {models: ["*"], nodes: []}}',
      'workspace',
      ['3:68 schema.value: hooks.a.only.nodes of the hooks manifest: found an empty list, expected a list of names.'],
    ],
    ['a: {on: node.after, command: [x], only: {nodes: [a], agents: [b], tools: [c]}}', 'workspace', []],
    ['a: {on: model.after, command: [x], only: {nodes: [a], agents: [b], models: [c]}}', 'workspace', []],
    [
      'A: {on: gate, command: [x]}',
      'person',
      [
        '3:3 schema.name: hooks of the hooks manifest: found the name "A", expected a name of lower-case letters and digits, with - . or _ between.',
      ],
    ],
  ];
  for (const [line, place, problems] of table)
    it(`${line} (${place})`, () => assert.deepEqual(found(manifest(line), place), problems));

  it('holds at most twenty hooks', () => {
    const many = (count: number) =>
      manifest(...Array.from({ length: count }, (_, index) => gate.replace('a:', `a${index}:`)));
    assert.deepEqual(found(many(20), 'workspace'), []);
    assert.deepEqual(found(many(22), 'workspace'), ['23:3 hooks.tooMany: Found 22 hooks, expected at most 20.']);
  });

  it('that is broken gives every problem at once, and never throws', () => {
    assert.equal(found(manifest('a: {on: x}', 'b: {timeout: 5}', 'c: 1'), 'person').length, 4);
    for (const text of ['', '[]', 'version: 1', 'version: 1\nhooks: []', ':::', 'hooks: {__proto__: {on: gate}}'])
      assert.notDeepEqual(found(text, 'workspace'), [], text);
  });
});
