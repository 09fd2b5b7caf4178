import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isCoded } from '../../../src/base/errors.ts';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { volume } from './containerImage.ts';
import { backEnds, leftIn, makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

const dependencyFile = 'node_modules/dep/index.js';

for (const backEnd of backEnds)
  describe(`sandbox ${backEnd.name}: files`, () => {
    let place: Place;
    let sandbox: Sandbox;

    let own: Place;

    before(async function () {
      own = makePlace();
      sandbox = backEnd.create(own.runs);
      const probe = await sandbox.probe(neverAborted);
      if (!probe.works) skip(this, `${probe.problem} ${probe.remedy}`);
    });
    after(() => own.dispose());
    beforeEach(() => {
      place = makePlace();
    });
    afterEach(() => place.dispose());

    it('writes to the copy and not to the original', async () => {
      await runIn(sandbox, place, [
        'sh',
        '-c',
        'cat tracked.txt; echo changed > tracked.txt; echo new > new.txt; rm -f ignored.txt',
      ]);
      assert.equal(readFileSync(join(place.copy, 'tracked.txt'), 'utf8'), 'changed\n');
      assert.equal(readFileSync(join(place.workspace, 'tracked.txt'), 'utf8'), 'original\n');
      assert.ok(existsSync(join(place.copy, 'new.txt')) && !existsSync(join(place.workspace, 'new.txt')));
      assert.ok(existsSync(join(place.workspace, 'ignored.txt')));
    });

    it('maps the original path, given as an argument, to the copy', async () => {
      const result = await runIn(sandbox, place, ['cat', join(place.workspace, 'tracked.txt')]);
      assert.equal(result.stdout, 'copy\n');
    });

    it('keeps writes to dependencies away from the original', async () => {
      const script = `cat ${dependencyFile}; echo hacked > ${dependencyFile}; mkdir node_modules/.cache && echo x > node_modules/.cache/a; cat ${dependencyFile}`;
      const result = await runIn(sandbox, place, ['sh', '-c', script]);
      assert.deepEqual([result.exitCode, result.stdout], [0, 'module.exports = () => 42;\nhacked\n'], result.stderr);
      assert.equal(readFileSync(join(place.workspace, dependencyFile), 'utf8'), 'module.exports = () => 42;\n');
      assert.deepEqual(readdirSync(join(place.workspace, 'node_modules')), ['dep']);
    });

    it('shows a dependency read-only when asked', async function () {
      if (!backEnd.isolated) skip(this, 'without a sandbox a dependency is a writable copy');
      const policy = {
        ...place.policy,
        dependencies: place.policy.dependencies.map((mount) => ({ ...mount, mode: 'readonly' as const })),
      };
      const result = await runIn(sandbox, place, ['sh', '-c', `cat ${dependencyFile} && echo x > ${dependencyFile}`], {
        policy,
      });
      assert.notEqual(result.exitCode, 0);
      assert.match(result.stderr, /Read-only file system/);
    });

    it('leaves nothing of its own behind', async () => {
      await runIn(sandbox, place, [
        'sh',
        '-c',
        'mkdir -p node_modules/a/b && chmod 000 node_modules/a && touch /tmp/x',
      ]);
      assert.deepEqual(leftIn(own.runs), []);
    });

    if (!backEnd.isolated) {
      it('skips what only a fence can promise', function () {
        skip(this, 'without a sandbox the original, the home folder and the network are reachable; the probe says so');
      });
      return;
    }

    it('hides the original workspace and everything beside it', async () => {
      const siblings = `ls ${dirname(place.workspace)}; ls ${place.root}; ls ${place.root}/data; cat ignored.txt`;
      const result = await runIn(sandbox, place, ['sh', '-c', siblings]);
      assert.doesNotMatch(result.stdout, /ORIGINAL-ONLY|runs/);
      assert.equal(result.stdout, 'shop\ndata\nws\nscratch\n');
    });

    it('hides the home folder and does not let it be written', async () => {
      const result = await runIn(sandbox, place, [
        'sh',
        '-c',
        `ls -A ${homedir()} | grep -v -e pyenv -e loopwright-; echo x 2>/dev/null > ${homedir()}/loopwright-test; echo x > /etc/x; echo x > /usr/x`,
      ]);
      assert.equal(result.stdout, '');
      assert.equal(
        result.stderr.match(/cannot create \/(etc|usr)\/x: Read-only file system/g)?.length,
        2,
        result.stderr,
      );
      assert.equal(existsSync(join(homedir(), 'loopwright-test')), false);
    });

    it('has no network, and another loopback than the host', async () => {
      const server = createServer((socket) => socket.end('host')).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const script = `import socket
for target in [('127.0.0.1',${port}),('192.0.2.1',80)]:
  try: socket.create_connection(target,1); print('open')
  except OSError as e: print(type(e).__name__)
print([n for _,n in socket.if_nameindex()])
try: socket.getaddrinfo('example.com',443)
except OSError as e: print('no name')`;
      const started = performance.now();
      const result = await runIn(sandbox, place, ['python3', '-c', script]);
      server.close();
      assert.equal(result.stdout, "ConnectionRefusedError\nOSError\n['lo']\nno name\n", result.stderr);
      assert.ok(performance.now() - started < 3_000, 'a forbidden lookup must fail at once');
    });

    it('keeps what it mounts out of a command’s reach', async () => {
      // A dependency that was copied is part of the copy; nothing is written through a link that stands in its place.
      const copied = backEnd.dependencies === 'copy';
      await runIn(sandbox, place, [
        'sh',
        '-c',
        'rm -rf .git; ln -s /root .git; rm -rf node_modules; ln -s /var/tmp node_modules; mkdir -p .git/hooks && echo x > .git/hooks/pre-commit',
      ]);
      assert.deepEqual(readdirSync(place.copy).sort(), ['node_modules', 'tracked.txt']);
      assert.equal(lstatSync(join(place.copy, 'node_modules')).isSymbolicLink(), copied);
      if (copied)
        await assert.rejects(runIn(sandbox, place, ['true']), (error) => isCoded(error, 'sandbox.mountPoint'));
      else assert.deepEqual(readdirSync(join(place.copy, 'node_modules')), []);
    });

    it('refuses a link where a mount point has to be', async () => {
      for (const name of ['.git', 'node_modules']) {
        rmSync(join(place.copy, name), { recursive: true, force: true });
        symlinkSync('/etc', join(place.copy, name));
        await assert.rejects(runIn(sandbox, place, ['true']), (error) => isCoded(error, 'sandbox.mountPoint'));
        rmSync(join(place.copy, name));
      }
    });

    it('shows extra folders read-only, and never the original through them', async () => {
      mkdirSync(join(place.root, 'ws', 'shared'));
      writeFileSync(join(place.root, 'ws', 'shared', 'data.txt'), 'shared\n');
      const policy = { ...place.policy, extraRead: [join(place.root, 'ws')] };
      const result = await runIn(
        sandbox,
        place,
        ['sh', '-c', 'cat ../shared/data.txt tracked.txt ignored.txt; echo x > ../shared/data.txt'],
        { policy },
      );
      assert.equal(result.stdout, 'shared\ncopy\n');
      assert.match(result.stderr, /Read-only file system/);
    });

    it('writes to no volume that its image declares', async function () {
      if (backEnd.programs !== 'image') skip(this, 'there is no image');
      const script = `echo x > ${volume}/x; stat -f -c %T ${volume} 2>/dev/null`;
      const { stdout, stderr } = await runIn(sandbox, place, ['sh', '-c', script]);
      assert.ok(stdout === 'tmpfs\n' || /cannot create/.test(stderr), stdout + stderr);
    });

    it('shows no folder in which programs of the host listen', async () => {
      for (const extraRead of [['/run'], ['/var/run/docker.sock'], ['/']])
        await assert.rejects(runIn(sandbox, place, ['true'], { policy: { ...place.policy, extraRead } }), (error) =>
          isCoded(error, 'sandbox.badPolicy'),
        );
      const sockets = await runIn(sandbox, place, ['sh', '-c', 'ls -A /run /var/run 2>/dev/null']);
      assert.doesNotMatch(sockets.stdout, /docker|podman|sock/);
    });

    it('runs a virtual environment of the workspace by its own path', async function () {
      if (backEnd.programs !== 'host')
        skip(this, 'the interpreter of the environment is one of this machine, not of the image or the distribution');
      const venv = join(place.workspace, '.venv');
      execFileSync('python3', ['-m', 'venv', '--without-pip', venv]);
      writeFileSync(join(venv, 'bin', 'tool'), `#!${venv}/bin/python3\nimport sys;print(sys.prefix)\n`, {
        mode: 0o755,
      });
      const policy = { ...place.policy, dependencies: [{ source: venv, target: venv, mode: 'overlay' as const }] };
      const result = await runIn(sandbox, place, [join(venv, 'bin', 'tool')], { policy });
      assert.equal(result.stdout.trim(), venv, result.stderr);
    });

    for (const parent of ['/tmp', homedir(), '/var/tmp', '/dev/shm', '/usr/local', '/opt'])
      it(`works with everything below ${parent}`, async function () {
        let other: Place;
        try {
          other = makePlace(parent);
        } catch (error) {
          return skip(this, `cannot write there: ${error}`);
        }
        try {
          const elsewhere = backEnd.create(other.runs);
          const result = await runIn(elsewhere, other, [
            'sh',
            '-c',
            `cat ${other.workspace}/tracked.txt ${dependencyFile}; echo w > tracked.txt; cat ignored.txt`,
          ]);
          assert.equal(result.stdout, 'copy\nmodule.exports = () => 42;\n', result.stderr);
          assert.equal(readFileSync(join(other.copy, 'tracked.txt'), 'utf8'), 'w\n');
        } finally {
          other.dispose();
        }
      });
  });
