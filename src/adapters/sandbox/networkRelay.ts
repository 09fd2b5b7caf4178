import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
export const relayVariables: Readonly<Record<string, string>> = {
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
server.listen(Number(port), '127.0.0.1', () => require('node:fs').writeSync(1, 'ready\\n'));
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
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
`;

// The relay gets a parent of its own, so that the command has no child that it does not know. With the command's process namespace it
// ends. It is no fence: what it is run by may be the project's, and the gate on the host believes nobody.
const start = `here=${relayPlace} ready=/tmp/.loopwright-relay-$$
mkfifo -m 600 "$ready" || exit 125
relay() {
  if [ "$1" != python3 ] && command -v node >/dev/null 2>&1; then
    env -i PATH="$PATH" node "$here/relay.cjs" ${relayPort} "$here/proxy"
  elif command -v python3 >/dev/null 2>&1; then
    env -i PATH="$PATH" python3 -IS "$here/relay.py" ${relayPort} "$here/proxy"
  fi
}
said=
for way in any python3; do
  ( relay $way >"$ready" 2>/dev/null </dev/null & )
  read -r said <"$ready"
  [ "$said" = ready ] && break
done
rm -f "$ready"
if [ "$said" != ready ]; then
  echo 'loopwright: this command reaches no host: the way there needs node or python3 in the sandbox.' >&2
  unset ${Object.keys(relayVariables).join(' ')}
fi
exec "$@"
`;

/** The argument vector that starts the relay before the command. */
export function withRelay(argv: readonly string[]): readonly string[] {
  return ['/bin/sh', `${relayPlace}/start`, ...argv];
}

/** Makes the folder that is shown at `relayPlace`: the relay in two languages, and what starts one of them. */
export function writeRelay(folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  for (const [name, text] of Object.entries({ start, 'relay.cjs': node, 'relay.py': python }))
    writeFileSync(join(folder, name), text);
}
