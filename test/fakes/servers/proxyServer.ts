import { execFileSync } from 'node:child_process';
import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';

/** Starts a server on a free port of 127.0.0.1 and gives the port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Makes a certificate that signs itself, for 127.0.0.1 and model.test, in a folder. */
export function makeCertificate(folder: string): { readonly certificate: string; readonly keyFile: string } {
  const [certificate, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const form = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=loopwright-test', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:model.test'];
  execFileSync('openssl', [...form, ...names, '-keyout', keyFile, '-out', certificate], { stdio: 'ignore' });
  return { certificate, keyFile };
}

/** A running proxy. */
export interface ProxyServer {
  readonly port: number;
  close(): void;
}

/** Starts a proxy that notes what it is asked. Absolute requests go to the same port of this machine, tunnels where the test says. */
export async function startProxy(
  seen: string[],
  options: { readonly refuses?: boolean; readonly tunnelTo?: number } = {},
): Promise<ProxyServer> {
  const sockets = new Set<Socket>();
  const server = createHttpServer((incoming, outgoing) => {
    const target = new URL(incoming.url ?? '');
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
    forward(incoming, Number(target.port), outgoing, target.pathname);
  });
  server.on('connect', (incoming, socket: Socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    if (options.refuses) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = connect(options.tunnelTo ?? 0, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
    return undefined;
  });
  const port = await listen(server);
  return {
    port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Passes a request on to a port of this machine. */
export function forward(
  incoming: IncomingMessage,
  port: number,
  outgoing: ServerResponse,
  path = incoming.url ?? '/',
): void {
  const { method, headers } = incoming;
  const onward = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
