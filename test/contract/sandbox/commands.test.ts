import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCoded } from '../../../src/base/errors.ts';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { backEnds, makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

for (const backEnd of backEnds)
  describe(`sandbox ${backEnd.name}: commands`, () => {
    let place: Place;
    let sandbox: Sandbox;

    before(async function () {
      place = makePlace();
      sandbox = backEnd.create(place.runs);
      const probe = await sandbox.probe(neverAborted);
      if (!probe.works) skip(this, `${probe.problem} ${probe.remedy}`);
    });
    after(() => place.dispose());

    it('says what it is', async () => {
      const probe = await sandbox.probe(neverAborted);
      assert.equal(probe.isolated, backEnd.isolated);
      assert.ok(probe.gaps.length > 0);
    });

    const endings: readonly (readonly [
      argv: readonly string[],
      exitCode: number | undefined,
      signal: string | undefined,
    ])[] = [
      [['true'], 0, undefined],
      [['false'], 1, undefined],
      [['sh', '-c', 'exit 42'], 42, undefined],
      [['sh', '-c', 'exit 139'], 139, undefined],
      [['sh', '-c', 'kill -SEGV $$'], undefined, 'SIGSEGV'],
      [['sh', '-c', 'kill -KILL $$'], undefined, 'SIGKILL'],
      [['sh', '-c', 'kill -TERM $$'], undefined, 'SIGTERM'],
      [['no-such-program-here'], 127, undefined],
    ];
    for (const [argv, exitCode, signal] of endings)
      it(`${argv.join(' ')} ends with ${exitCode ?? signal}`, async () => {
        const result = await runIn(sandbox, place, argv);
        assert.deepEqual([result.exitCode, result.signal, result.limit], [exitCode, signal, undefined]);
      });

    it('passes arguments as they are', async () => {
      const odd = ['$(id)', 'a b', '"', "'", '', '*', 'ü', '-n', '\\'];
      const result = await runIn(sandbox, place, [
        'python3',
        '-c',
        'import sys,json;print(json.dumps(sys.argv[1:]))',
        ...odd,
      ]);
      assert.deepEqual(JSON.parse(result.stdout), odd);
    });

    it('says once that a command has been started, before it ends', async () => {
      const seen: string[] = [];
      const command = { argv: ['sh', '-c', 'sleep 0.3'], cwd: place.workspace, env: {} };
      const started = { ...command, onStarted: () => seen.push('started') };
      await sandbox.run(started, place.policy, () => undefined, neverAborted);
      seen.push('ended');
      assert.deepEqual(seen, ['started', 'ended']);
    });

    it('streams sanitised output as it comes, and gives all of it at the end', async () => {
      const chunks: { at: number; stream: string; text: string }[] = [];
      const script = 'printf "one\\033]0;t\\007\\n"; sleep 0.4; printf "\\033[31mtwo\\033[0m\\n" >&2';
      const command = { argv: ['sh', '-c', script], cwd: place.workspace, env: {} };
      const listen = (chunk: { stream: 'stdout' | 'stderr'; text: string }) =>
        chunks.push({ at: performance.now(), ...chunk });
      const result = await sandbox.run(command, place.policy, listen, neverAborted);
      assert.deepEqual([result.stdout, result.stderr], ['one\n', 'two\n']);
      assert.deepEqual(
        chunks.map(({ stream, text }) => [stream, text]),
        [
          ['stdout', 'one\n'],
          ['stderr', 'two\n'],
        ],
      );
      assert.ok((chunks[1]?.at ?? 0) - (chunks[0]?.at ?? 0) > 250);
    });

    it('keeps every byte of a large output and characters cut between chunks', async () => {
      const result = await runIn(sandbox, place, ['python3', '-c', 'print("ä€😀" * 300000)']);
      assert.equal(result.stdout, `${'ä€😀'.repeat(300_000)}\n`);
    });

    it('rejects with what the listener throws, and leaves nothing running', async () => {
      const command = { argv: ['sh', '-c', 'echo x; sleep 30'], cwd: place.workspace, env: {} };
      const bug = new Error('listener');
      const fail = () => {
        throw bug;
      };
      await assert.rejects(sandbox.run(command, place.policy, fail, neverAborted), bug);
    });

    it('has stdin closed', async () => {
      const result = await runIn(sandbox, place, ['sh', '-c', 'cat; echo end']);
      assert.equal(result.stdout, 'end\n');
    });

    it('gives the environment that was set and nothing of the host', async () => {
      process.env.LOOPWRIGHT_TEST_TOKEN = 'HOST-SECRET';
      const policy = { ...place.policy, env: { FROM_POLICY: 'p', BOTH: 'policy' } };
      const result = await runIn(sandbox, place, ['env'], { policy, env: { BOTH: 'command', PATH: '/first' } });
      delete process.env.LOOPWRIGHT_TEST_TOKEN;
      assert.doesNotMatch(result.stdout, /HOST-SECRET|LOOPWRIGHT_TEST_TOKEN/);
      assert.match(result.stdout, /^FROM_POLICY=p$/m);
      assert.match(result.stdout, /^BOTH=command$/m);
      assert.match(result.stdout, /^PATH=\/first:.*\/usr\/bin/m);
      const names = result.stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=')[0]);
      const known = [
        'PATH',
        'HOME',
        'TMPDIR',
        'LANG',
        'CI',
        'TERM',
        'GIT_CONFIG_NOSYSTEM',
        'FROM_POLICY',
        'BOTH',
        'PWD',
        'LOOPWRIGHT_COMMAND',
        // What an engine tells a container about itself.
        ...(backEnd.programs === 'image' ? ['HOSTNAME', 'container'] : []),
      ];
      assert.deepEqual(
        names.filter((name) => !known.includes(name ?? '')),
        [],
      );
    });

    it('runs in the folder that was named', async () => {
      mkdirSync(join(place.copy, 'packages/cart'), { recursive: true });
      const command = { argv: ['pwd'], cwd: join(place.workspace, 'packages/cart'), env: {} };
      const result = await sandbox.run(command, place.policy, () => undefined, neverAborted);
      const expected = backEnd.isolated ? place.workspace : place.copy;
      assert.equal(result.stdout.trim(), join(expected, 'packages/cart'));
    });

    it('lets own loopback work', async () => {
      const script =
        'const n=require("net");const s=n.createServer(c=>c.end("hi"));s.listen(0,"localhost",()=>n.connect(s.address().port,"localhost").on("data",d=>{console.log(String(d));s.close()}))';
      assert.equal((await runIn(sandbox, place, ['node', '-e', script])).stdout, 'hi\n');
    });

    it('runs node --test', async () => {
      const test = "require('node:test').test('a',()=>require('node:assert').equal(require('dep')(),42))";
      writeFileSync(join(place.copy, 'a.test.js'), test);
      const result = await runIn(sandbox, place, ['node', '--test', '--test-reporter=tap', 'a.test.js']);
      assert.equal(result.exitCode, 0, result.stdout + result.stderr);
      assert.match(result.stdout, /# pass 1/);
    });

    it('runs npm', async () => {
      writeFileSync(join(place.copy, 'package.json'), '{"scripts":{"test":"echo from-npm"}}');
      const result = await runIn(sandbox, place, ['npm', 'test', '--silent']);
      assert.equal(result.stdout.trim(), 'from-npm', result.stderr);
    });

    it('runs python3 -m unittest with the Python of the PATH', async () => {
      writeFileSync(
        join(place.copy, 'test_a.py'),
        'import unittest\nclass A(unittest.TestCase):\n  def test_a(self): self.assertEqual(1,1)\n',
      );
      const result = await runIn(sandbox, place, ['python3', '-m', 'unittest', '-v']);
      assert.equal(result.exitCode, 0, result.stderr);
      assert.match(result.stderr, /Ran 1 test/);
      const { stdout } = await runIn(sandbox, place, ['python3', '-c', 'import sys,ssl,json;print(sys.base_prefix)']);
      const { execFileSync } = await import('node:child_process');
      const host = execFileSync('python3', ['-I', '-c', 'import sys;print(sys.base_prefix)'], { cwd: '/' }).toString();
      if (backEnd.programs !== 'host') {
        assert.equal(stdout, '/usr\n');
        return;
      }
      assert.equal(stdout, host);
    });

    it('runs two commands at once in one copy', async () => {
      const write = (text: string) =>
        runIn(sandbox, place, ['sh', '-c', `sleep 0.2; echo ${text} > ${text}.txt; cat node_modules/dep/index.js`]);
      const both = await Promise.all([write('left'), write('right')]);
      for (const { exitCode, stdout } of both)
        assert.deepEqual([exitCode, stdout], [0, 'module.exports = () => 42;\n']);
      for (const name of ['left', 'right'])
        assert.equal(readFileSync(join(place.copy, `${name}.txt`), 'utf8'), `${name}\n`);
    });

    it('writes reports to the scratch folder at the same path', async () => {
      const report = join(place.scratch, 'report.tap');
      assert.equal((await runIn(sandbox, place, ['sh', '-c', `echo ok > ${report}`])).exitCode, 0);
      assert.equal(readFileSync(report, 'utf8'), 'ok\n');
    });

    it('refuses what it cannot mount', async function () {
      if (!backEnd.isolated) skip(this, 'nothing is mounted without a sandbox');
      const bad = [
        { ...place.policy, copy: { ...place.policy.copy, mountPath: '/' } },
        { ...place.policy, copy: { ...place.policy.copy, mountPath: '/proc/1' } },
        { ...place.policy, scratchPath: join(place.root, 'data') },
        { ...place.policy, extraRead: ['relative'] },
      ];
      for (const policy of bad)
        await assert.rejects(runIn(sandbox, place, ['true'], { policy }), (error) =>
          isCoded(error, 'sandbox.badPolicy'),
        );
    });
  });
