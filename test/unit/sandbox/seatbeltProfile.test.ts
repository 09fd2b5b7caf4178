import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { seatbeltArgs, seatbeltProfile } from '../../../src/adapters/sandbox/seatbeltProfile.ts';

const plan = {
  copy: '/Users/me/Library/Application Support/loopwright/copy',
  scratch: '/Users/me/Library/Application Support/loopwright/scratch',
  readable: ['/Users/me/.nvm/versions/node/v24.0.0'],
};
const limits = { diskBytes: 1024 * 1024, cpuSeconds: 600 };

/** The expressions of a profile, as lists of lists: fails where brackets or quotes do not close. */
function parse(text: string): unknown[] {
  const tokens = text.replaceAll(/^;.*$/gm, '').match(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/g) ?? [];
  const stack: unknown[][] = [[]];
  for (const token of tokens) {
    if (token === '(') stack.push([]);
    else if (token === ')') {
      const list = stack.pop();
      stack.at(-1)?.push(list);
    } else stack.at(-1)?.push(token);
  }
  assert.equal(stack.length, 1, 'brackets that do not close');
  return stack[0] ?? [];
}

describe('seatbeltProfile', () => {
  it('is the text of the golden file', () => {
    const golden = new URL('seatbeltProfile.golden.sb', import.meta.url);
    const { text, parameters } = seatbeltProfile(plan);
    const all = `${text}${Object.entries(parameters)
      .map(([name, value]) => `; ${name} = ${value}\n`)
      .join('')}`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, all);
    assert.equal(all, readFileSync(golden, 'utf8'));
  });

  it('denies first, and never allows the network, all files or all of mach', () => {
    const rules = parse(seatbeltProfile(plan).text);
    assert.deepEqual(rules.slice(0, 2), [
      ['version', '1'],
      ['deny', 'default'],
    ]);
    const allowed = rules.filter((rule): rule is unknown[] => Array.isArray(rule) && rule[0] === 'allow');
    for (const rule of allowed) {
      const operations = rule.filter((part) => typeof part === 'string').slice(1);
      const filters = rule.filter((part) => Array.isArray(part));
      if (operations.some((one) => /^(file|network|mach|sysctl|signal|process-info)/.test(String(one))))
        assert.ok(filters.length > 0, `no filter: ${JSON.stringify(rule)}`);
      if (operations.some((one) => String(one).startsWith('network')))
        assert.match(JSON.stringify(filters), /unix-socket/, JSON.stringify(rule));
      if (operations.includes('file-write*'))
        assert.deepEqual(filters, [
          ['subpath', ['param', '"COPY"']],
          ['subpath', ['param', '"SCRATCH"']],
        ]);
    }
  });

  it('lets no command put another thing in the place of its folders, whatever was allowed before', () => {
    const rules = parse(seatbeltProfile(plan).text).map((rule) => JSON.stringify(rule));
    const folders = ['COPY', 'SCRATCH'].map((name) => ['literal', ['param', `"${name}"`]]);
    const kept = rules.indexOf(JSON.stringify(['deny', 'file-write-create', 'file-write-unlink', ...folders]));
    const allowed = rules.findLastIndex((rule) => rule.startsWith('["allow","file-write*"'));
    assert.ok(kept > allowed && allowed > 0);
  });

  it('names every parameter that it uses, and uses every one', () => {
    const { text, parameters } = seatbeltProfile(plan);
    const used = new Set([...text.matchAll(/\(param "(\w+)"\)/g)].map((match) => match[1]));
    assert.deepEqual([...used].sort(), Object.keys(parameters).sort());
  });

  for (const name of ['a") (allow default) ("', 'a\\"b', 'a\nb', '$(id)', "it's", 'COPY=/'])
    it(`a folder named ${JSON.stringify(name)} is no part of the text`, () => {
      const hostile = { copy: `/Users/me/${name}`, scratch: `/Users/you/${name}/s`, readable: [`/opt/${name}`] };
      const profile = seatbeltProfile(hostile);
      const harmless = seatbeltProfile({ copy: '/Users/me/x', scratch: '/Users/you/x/s', readable: ['/opt/x'] });
      assert.equal(profile.text, harmless.text);
      const args = seatbeltArgs('/usr/bin/sandbox-exec', profile, limits, ['true']);
      assert.ok(args.includes(`COPY=/Users/me/${name}`));
    });

  it('keeps the command as separate arguments behind the limits', () => {
    const args = seatbeltArgs('/usr/bin/sandbox-exec', seatbeltProfile(plan), limits, ['npm', '--x=$(id)', '']);
    const shell = args.indexOf('/bin/sh');
    assert.deepEqual(args.slice(shell + 3), ['sh', '2048', '601', 'npm', '--x=$(id)', '']);
  });
});
