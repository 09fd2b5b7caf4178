import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who the command is inside; the same numbers as outside, so that files in the copy belong to the person. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Names and texts of the synthetic files below /etc: nothing of the host's accounts, hosts or resolvers is shown inside. */
export function etcFiles(identity: Identity): Readonly<Record<string, string>> {
  const user = identity.uid === 0 ? 'root' : 'user';
  const group = identity.gid === 0 ? 'root' : 'user';
  return {
    // Without it mocha and vitest fail to resolve localhost.
    hosts: '127.0.0.1 localhost sandbox\n::1 localhost ip6-localhost ip6-loopback\n',
    // Refused at once by the sandbox's own loopback, so a forbidden lookup fails fast and does not wait.
    'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\nnetworks: files\nservices: files\nprotocols: files\n',
    passwd:
      `${user}:x:${identity.uid}:${identity.gid}::/tmp/home:/bin/sh\n` +
      'nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n',
    group: `${group}:x:${identity.gid}:\nnogroup:x:65534:\n`,
  };
}

/** Writes them below a fresh folder; gives their names. */
export function writeEtcFiles(folder: string, identity: Identity): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const files = etcFiles(identity);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return Object.keys(files);
}
