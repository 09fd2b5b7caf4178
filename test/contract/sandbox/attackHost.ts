import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlace, type Place } from './place.ts';

const victimScript = `
import ctypes, os, sys, time
libc = ctypes.CDLL(None, use_errno=True)
secret = ctypes.create_string_buffer(b'MEM-SECRET-1234567890')
key = libc.syscall(248, b'user', b'vsecret', b'KEY-SECRET', 10, -3)
libc.syscall(250, 15, key, 120)
print(hex(ctypes.addressof(secret)), flush=True)
time.sleep(120)
`;

/** The targets that attacks aim at and that last for the whole suite: servers and a process with secrets. */
export interface AttackHost {
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

export async function startAttackHost(): Promise<AttackHost> {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-attack-'));
  const servers: Server[] = [];
  const listen = async (where: Parameters<Server['listen']>[0] | string): Promise<Server> => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('HOST-SERVICE'));
    servers.push(server.listen(where as string));
    await once(server, 'listening');
    return server;
  };
  const external = Object.values(networkInterfaces())
    .flat()
    .find((face) => face?.family === 'IPv4' && !face.internal)?.address;
  const base = await freeBase();
  await listen({ port: base, host: '127.0.0.1' });
  await listen({ port: base + 2, host: external ?? '127.0.0.1' });
  await listen({ port: base + 3, host: '::1' });
  const udp = createSocket('udp4');
  udp.on('message', (_, from) => udp.send('HOST-SERVICE', from.port, from.address)).bind(base + 1, '127.0.0.1');
  await once(udp, 'listening');
  const sockets = {
    U_DOCKER: join(folder, 'docker.sock'),
    U_AGENT: join(folder, 'agent.sock'),
    U_DBUS: join(folder, 'bus'),
  };
  for (const path of Object.values(sockets)) await listen(path);
  const abstract = `/tmp/.X11-unix/${randomUUID()}`;
  await listen(`\0${abstract}`);
  const victim = spawn('/usr/bin/python3', ['-c', victimScript], {
    env: { FAKE_VICTIM_ENV: 'x' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = (await once(victim.stdout, 'data')) as [Buffer];
  return {
    env: {
      ...sockets,
      U_X11: `@@${abstract}`,
      VBASE: String(base),
      ETHIP: external ?? '127.0.0.1',
      VPID: String(victim.pid),
      VADDR: String(address).trim(),
      SUIDBIN: process.env.LOOPWRIGHT_TEST_SUID ?? '',
    },
    dispose() {
      for (const server of servers) server.close();
      udp.close();
      victim.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freeBase(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address ? address.port : 20_000;
  await new Promise((resolve) => probe.close(resolve));
  return port > 65_000 ? 40_000 : port;
}

/** The targets of one attack: a repository, its copy, a home folder with decoys, a process that may be killed. */
export interface AttackTarget {
  readonly place: Place;
  /** What the script gets; `WT` and `REAL` are the same path inside, because the copy is mounted over the original. */
  readonly env: Readonly<Record<string, string>>;
  /** The same names for a check on the host: `WT` is the copy there. */
  readonly hostEnv: Readonly<Record<string, string>>;
  readonly mark: string;
  dispose(): void;
}

export async function makeAttackTarget(host: AttackHost, scripts: string): Promise<AttackTarget> {
  const place = makePlace();
  const { workspace, copy, root } = place;
  writeFileSync(join(workspace, '.env'), 'FAKEENVSECRET=1\n');
  execFileSync('git', ['init', '-q', workspace]);
  const home = join(root, 'home');
  for (const name of ['.ssh', '.aws', '.config/gh', '.vscode/extensions'])
    mkdirSync(join(home, name), { recursive: true });
  for (const name of ['.aws/credentials', '.npmrc', '.git-credentials', '.config/gh/hosts.yml'])
    writeFileSync(join(home, name), 'FAKE\n');
  writeFileSync(join(home, '.ssh/id_rsa'), 'FAKE-SSH\n');
  writeFileSync(join(home, '.bashrc'), '# decoy\n');
  const hostTmp = join(root, 'hosttmp');
  mkdirSync(hostTmp);
  writeFileSync(join(hostTmp, 'host-secret.txt'), 'HOST-TMP-SECRET\n');
  const killable: ChildProcess = spawn('sleep', ['120'], { stdio: 'ignore' });
  const homeSocket = createServer((socket) => socket.on('error', () => undefined).end('HOST-SERVICE')).listen(
    join(home, 's.sock'),
  );
  await once(homeSocket, 'listening');
  const mark = join(root, 'mark');
  const env = {
    ...host.env,
    WT: workspace,
    REAL: workspace,
    VHOME: home,
    HOSTTMP: hostTmp,
    MARK: mark,
    KPID: String(killable.pid),
    U_HOME: join(home, 's.sock'),
    RUNID: randomUUID(),
  };
  for (const name of [scripts]) copyFileSync(name, join(copy, 'attack'));
  chmodSync(join(copy, 'attack'), 0o755);
  return {
    place,
    env,
    hostEnv: { ...env, WT: copy },
    mark,
    dispose() {
      killable.kill('SIGKILL');
      homeSocket.close();
      if (existsSync(root)) place.dispose();
    },
  };
}
