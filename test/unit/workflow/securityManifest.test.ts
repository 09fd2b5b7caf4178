import assert from 'node:assert/strict';
import { endOfDay, parseSecurity, type SecurityPlace } from '../../../src/core/workflow/securityManifest.ts';

const said = (text: string, place: SecurityPlace = 'person') => {
  const { value, problems } = parseSecurity(text, 'security.yaml', place);
  return { value, problems: problems.map(({ line, column, code }) => `${line}:${column} ${code}`) };
};

const rules = (...lines: string[]) => ['version: 1', 'rules:', ...lines.map((line) => `  - ${line}`)].join('\n');

describe('security.yaml', () => {
  it('is read whole', () => {
    const { value, problems } = said(
      `version: 1
mode: safe
sandbox: required
capabilities: {shell: sandboxed, network: none}
network: {allow: [registry.example.org, "*.example.net:8443"]}
protect: [migrations/**]
tools: {deny: [run_tests]}
agents:
  review: {shell: none, tools: {allow: [read_file, "find_*"]}}
nodes:
  checks/*: {files: read}
rules:
  - {deny: build, command: [npm, publish]}
  - {ask: [build, network], tools: [deploy]}
  - {allow: build, command: [npm, run, {oneOf: [build, lint]}], until: 2027-01-31, workspace: /home/ada/shop}
budget: {usd: 0.5}
`,
    );
    assert.deepEqual(problems, []);
    assert.equal(value?.mode, 'safe');
    assert.equal(value?.rules?.length, 3);
  });

  const cases: readonly (readonly [string, string, readonly string[], SecurityPlace?])[] = [
    ['an unknown key', 'version: 1\nmodes: safe', ['2:1 schema.unknownKey']],
    ['an unknown mode', 'version: 1\nmode: paranoid', ['2:7 schema.value']],
    ['no version', 'mode: safe', ['1:1 version.missing']],
    ['a host that is an address', 'version: 1\nnetwork: {allow: [a.example.org, 127.0.0.1]}', ['2:34 security.host']],
    [
      'a host that stands for everybody',
      'version: 1\nnetwork: {allow: ["*.org"]}',
      ['2:19 security.host'],
      'workspace',
    ],
    ['a rule of a workspace that allows', rules('{allow: build}'), ['3:6 security.notHere'], 'workspace'],
    ['a rule with two effects', rules('{allow: build, deny: build}'), ['3:5 security.effect']],
    ['a rule without an effect', rules('{command: [npm, test]}'), ['3:5 security.effect']],
    ['an end of what is refused', rules('{deny: build, until: 2027-01-31}'), ['3:19 security.onlyAllow']],
    ['a day that there is not', rules('{allow: build, until: 2027-02-30}'), ['3:27 security.until']],
    ['a workspace that is no absolute path', rules('{allow: build, workspace: shop}'), ['3:31 security.workspace']],
    [
      'a shell whose argument is open',
      rules('{allow: build, command: [sh, -c, {any: true}]}'),
      ['3:29 security.openCommand'],
    ],
    [
      'an interpreter by its path',
      rules('{allow: build, command: [/usr/bin/python3, {any: true}]}'),
      ['3:29 security.openCommand'],
    ],
    ['a program that is open', rules('{allow: build, command: [{any: true}]}'), ['3:29 security.openCommand']],
    ['a command as one text', rules('{deny: build, command: npm publish}'), ['3:28 schema.value']],
    [
      'everything at once',
      rules('{allow: build}', '{}', '{ask: build, workspace: /x}'),
      ['3:6 security.notHere', '4:5 security.effect', '5:18 security.onlyAllow'],
      'workspace',
    ],
  ];
  for (const [name, text, expected, place] of cases)
    it(`tells of ${name}, with its place`, () => {
      const { value, problems } = said(text, place);
      assert.deepEqual(problems, expected);
      assert.equal(value, undefined);
    });

  it('lets an open argument be, where the program does not carry it out, or nothing is allowed', () => {
    assert.deepEqual(said(rules('{allow: build, command: [npm, run, {any: true}]}')).problems, []);
    assert.deepEqual(said(rules('{deny: build, command: [sh, -c, {any: true}]}')).problems, []);
  });

  it('a day ends when the next begins, in UTC', () => {
    assert.equal(endOfDay('2027-01-31'), Date.parse('2027-02-01T00:00:00Z'));
    assert.equal(endOfDay('2027-13-01'), undefined);
  });
});
