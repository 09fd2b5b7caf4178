import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAllowListGate } from '../../../src/adapters/network/allowListGate.ts';
import type { ConnectionDecision } from '../../../src/core/sandbox/networkGate.ts';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { type SeenServer, startHttp } from '../network/gateBench.ts';
import { createLoopbackReach } from '../network/loopbackReach.ts';
import { backEnds, leftIn, makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

/** Asks by the proxy that the environment names, as a program does that knows nothing of us. */
const ask = `import sys, urllib.request
for url in sys.argv[1:]:
    try: print(urllib.request.urlopen(url, timeout=10).read().decode())
    except Exception as error: print(type(error).__name__, getattr(error, 'code', ''))
`;

for (const backEnd of backEnds.filter(({ isolated }) => isolated))
  describe(`hosts that a command reaches: ${backEnd.name}`, function () {
    this.timeout(60_000);
    let place: Place;
    let server: SeenServer;
    let sandbox: Sandbox;
    let url: (host: string) => string;
    let decisions: ConnectionDecision[];

    before(async function () {
      place = makePlace();
      server = await startHttp();
      url = (host) => `http://${host}:${server.port}/`;
      const reach = createLoopbackReach({ 'shop.example.org': ['127.0.0.1'] });
      sandbox = backEnd.create(place.runs, createAllowListGate({ reach }));
      const probe = await sandbox.probe(neverAborted);
      if (!probe.works) skip(this, `${probe.problem} ${probe.remedy}`);
      if (backEnd.name === 'wsl') skip(this, 'it lets commands reach no host, and a run says so');
      assert.equal(probe.reachesHosts, true);
    });
    beforeEach(() => {
      decisions = [];
    });
    after(() => {
      server.close();
      place.dispose();
    });

    const run = (argv: readonly string[], env: Record<string, string> = {}) => {
      const network = [{ rule: 'own: network.allow', hosts: [`shop.example.org:${server.port}`] }];
      const onConnection = (one: ConnectionDecision) => void decisions.push(one);
      const command = { argv, cwd: place.workspace, env, onConnection };
      return sandbox.run(command, { ...place.policy, network }, () => undefined, neverAborted);
    };
    const askPython = (...hosts: string[]) => ['/usr/bin/python3', '-c', ask, ...hosts.map((host) => url(host))];

    it('are those of the list, by the usual variables, and each decision is told', async () => {
      const { stdout, stderr, exitCode } = await run(askPython('shop.example.org', 'other.example.org'));
      assert.deepEqual([exitCode, stdout], [0, 'hello\nHTTPError 403\n'], stderr);
      assert.deepEqual(
        decisions.map(({ decision, host, port }) => [decision, host, port]),
        [
          ['allowed', 'shop.example.org', server.port],
          ['refused', 'other.example.org', server.port],
        ],
      );
      assert.deepEqual(leftIn(place.runs), []);
    });

    it('are none for a command without a list', async () => {
      const { stdout } = await runIn(sandbox, place, ['sh', '-c', 'env | grep -i proxy; echo end; ls /run/loopwright']);
      assert.equal(stdout, 'end\n');
    });

    /** A folder in front of the PATH in which these programs do not work. */
    function broken(...names: string[]): Record<string, string> {
      const folder = join(place.copy, `without-${names.join('-')}`);
      mkdirSync(folder);
      for (const name of names) {
        writeFileSync(join(folder, name), '#!/bin/sh\nexit 1\n');
        chmodSync(join(folder, name), 0o755);
      }
      return { PATH: join(place.workspace, `without-${names.join('-')}`) };
    }

    it('are reached by Python where the sandbox has no node that works', async () => {
      const { stdout, stderr } = await run(askPython('shop.example.org', 'other.example.org'), broken('node'));
      assert.equal(stdout, 'hello\nHTTPError 403\n', stderr);
    });

    it('are none, and the command says so, where nothing can run the relay', async () => {
      const result = await run(['sh', '-c', 'env | grep -ci proxy; exit 3'], broken('node', 'python3'));
      assert.deepEqual([result.exitCode, result.stdout], [3, '0\n']);
      assert.match(result.stderr, /this command reaches no host: the way there needs node or python3/);
    });

    it('change nothing of how a command ends, nor give it a child that it does not know', async () => {
      assert.equal((await run(['sh', '-c', 'exit 139'])).exitCode, 139);
      assert.equal((await run(['sh', '-c', 'kill -SEGV $$'])).signal, 'SIGSEGV');
      const children =
        'import os\ntry: os.waitpid(-1, os.WNOHANG); print("a child")\nexcept ChildProcessError: print("none")';
      assert.equal((await run(['/usr/bin/python3', '-c', children])).stdout, 'none\n');
    });

    it('stay its own loopback and the hosts of the list when it changes the variables', async () => {
      const argv = ['/usr/bin/python3', '-c', ask, url('127.0.0.1'), url('shop.example.org')];
      const { stdout } = await run(['env', '-u', 'HTTP_PROXY', '-u', 'http_proxy', ...argv]);
      assert.equal(stdout, 'URLError \nURLError \n');
      assert.deepEqual(decisions, []);
    });
  });
