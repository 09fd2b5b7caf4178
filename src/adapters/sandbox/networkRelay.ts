import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import type { NetworkGate } from '../../core/sandbox/networkGate.ts';
import type { SandboxCommand, SandboxPolicy } from '../../core/sandbox/sandbox.ts';

/** Where the relay and the gate's socket lie inside. */
export const relayPlace = '/run/loopwright';
/** The relay's port on the sandbox's own loopback: below the ephemeral ones, and of no known service. */
const relayPort = 13_128;

const proxyUrl = `http://127.0.0.1:${relayPort}`;
// Own loopback is reached as ever. Node reads the variables, and the machine's own certificates, only when it is told to.
const always = { NODE_USE_ENV_PROXY: '1', NODE_USE_SYSTEM_CA: '1' };
const proxied = {
  HTTP_PROXY: proxyUrl,
  HTTPS_PROXY: proxyUrl,
  ALL_PROXY: proxyUrl,
  NO_PROXY: 'localhost,127.0.0.1,::1',
};

/** The variables by which programs find the way to allowed hosts. Programs differ in which case they read. */
const relayVariables: Readonly<Record<string, string>> = {
  ...always,
  ...Object.fromEntries(
    Object.entries(proxied).flatMap(([name, url]) => [
      [name, url],
      [name.toLowerCase(), url],
    ]),
  ),
};

const node = `const net = require('node:net');
const [port, socket] = process.argv.slice(2);
const server = net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ path: socket, allowHalfOpen: true });
  for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy()).on('close', () => other.destroy());
  near.pipe(far).pipe(near);
});
server.on('error', () => process.exit(1));
server.listen(Number(port), '127.0.0.1', () => {
  const fs = require('node:fs');
  fs.writeSync(1, 'ready\\n');
  // The descriptor must not become one of a socket.
  fs.closeSync(1);
  fs.openSync('/dev/null', 'w');
});
`;

const python = `import os, socket, sys, threading
def pass_on(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (one, other):
            try: end.shutdown(socket.SHUT_RDWR)
            except OSError: pass
def serve(near):
    try:
        far = socket.socket(socket.AF_UNIX)
        far.connect(sys.argv[2])
    except OSError:
        return near.close()
    back = threading.Thread(target=pass_on, args=(far, near), daemon=True)
    back.start()
    pass_on(near, far)
    back.join()
    near.close()
    far.close()
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(('127.0.0.1', int(sys.argv[1])))
server.listen(128)
os.write(1, b'ready\\n')
os.dup2(os.open('/dev/null', os.O_WRONLY), 1)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
`;

// The relay gets a parent of its own, so that the command has no child that it does not know; it ends with the process namespace. What it
// prints is read until it closes that, which it does once it listens. It is no fence: what it is run by may be the project's, and the gate on
// the host believes nobody.
const start = `here=${relayPlace} said=
relay() {
  ( exec env -i PATH="$PATH" "$@" ${relayPort} "$here/proxy" 2>/dev/null </dev/null & )
}
command -v node >/dev/null 2>&1 && said=$(relay node "$here/relay.cjs")
[ "$said" != ready ] && command -v python3 >/dev/null 2>&1 && said=$(relay python3 -IS "$here/relay.py")
if [ "$said" = ready ]; then
  export ${Object.entries(relayVariables)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}
else
  echo 'loopwright: this command reaches no host: the way there needs node or python3 in the sandbox.' >&2
fi
exec "$@"
`;

/** The way from one command to the hosts that it may reach. */
export interface NetworkWay extends Disposable {
  /** A folder of the host, to be shown read-only at `relayPlace`. */
  readonly folder: string;
  /** The command, behind what starts the relay and tells of it. */
  readonly argv: readonly string[];
}

/** Opens it, in a folder of the run; undefined where there is no gate, or nothing that may be reached. */
export async function openNetworkWay(
  { gate, policy, command }: { readonly gate: NetworkGate | undefined } & Pick<Running, 'policy' | 'command'>,
  runFolder: string,
): Promise<NetworkWay | undefined> {
  if (!gate || policy.network === 'none') return undefined;
  const folder = join(runFolder, 'network');
  mkdirSync(folder, { mode: 0o700 });
  for (const [name, text] of Object.entries({ start, 'relay.cjs': node, 'relay.py': python }))
    writeFileSync(join(folder, name), text);
  const opened = await gate.open({
    folder,
    lists: policy.network,
    onConnection: (decided) => command.onConnection?.(decided),
  });
  const argv = ['/bin/sh', `${relayPlace}/start`, ...command.argv];
  return { folder, argv, dispose: () => opened.dispose() };
}

interface Running {
  readonly policy: SandboxPolicy;
  readonly command: SandboxCommand;
}
