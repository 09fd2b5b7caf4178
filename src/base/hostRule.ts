/** A host and a port that may be reached. `any` is for names below `host` only, at any depth, and not for `host` itself. */
export interface HostRule {
  readonly host: string;
  readonly any: boolean;
  readonly port: number;
}

/** The hosts that one file names, each as `host:port` or `*.host:port`; `rule` is how people name that list. */
export interface HostList {
  readonly rule: string;
  readonly hosts: readonly string[];
}

/** The port where a rule names none: TLS. */
export const usualPort = 443;

// RFC 1123, lower case, with the underscore that some names of services have.
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Names that are of this machine or its own network by their meaning (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const ownNames = /(?:^|\.)(?:localhost|local|localdomain|internal|home\.arpa|lan|alt|onion|invalid)$/;
/** Under these anybody gets a name, so `*` below them would stand for everybody. The most common ones; no full public suffix list. */
const sharedNames: ReadonlySet<string> = new Set(
  [
    'github.io gitlab.io herokuapp.com vercel.app netlify.app pages.dev workers.dev web.app firebaseapp.com appspot.com',
    'cloudfront.net azurewebsites.net azureedge.net cloudapp.net blob.core.windows.net amazonaws.com s3.amazonaws.com',
    'fly.dev onrender.com surge.sh glitch.me repl.co ngrok.io ngrok.app ngrok-free.app trycloudflare.com r2.dev run.app',
    'readthedocs.io blogspot.com wordpress.com deno.dev fastly.net akamaihd.net b-cdn.net supabase.co ts.net duckdns.org',
  ].flatMap((line) => line.split(' ')),
);
const secondLevel = /^(?:co|com|org|net|gov|edu|ac|or|ne|go|gob|gouv|mil|nom|sch|ltd|plc)\.[a-z]{2}$/;

/** A host as a client may name it, or why it may not. */
export type NamedHost = { readonly host: string } | { readonly fault: string };

/**
 * A host name in the one form that is compared: lower case ASCII labels. Anything else that some resolver, library or server might read
 * as a host is refused and not repaired, for what two programs read differently is how a check is passed by.
 */
export function readHost(text: string): NamedHost {
  if (/[\u0080-\uffff]/.test(text))
    return { fault: 'a name outside ASCII has to be written in its xn-- form, so that it cannot look like another' };
  if (text.includes('@')) return { fault: 'a user or password before the host is not accepted' };
  if (/[[\]:]/.test(text)) return { fault: 'an address is no name: hosts are allowed by name only' };
  if (text.endsWith('.')) return { fault: 'a dot at the end is not accepted' };
  const host = text.toLowerCase();
  const labels = host.split('.');
  // The last label decides whether the WHATWG URL parser and inet_aton read an address: 127.1, 0x7f000001, 2130706433.
  if (/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? ''))
    return { fault: 'an address is no name: hosts are allowed by name only' };
  if (host.length > 253 || !labels.every((one) => label.test(one))) return { fault: 'it is no host name' };
  return { host };
}

/** A port as `Number` would never read it: decimal digits without a sign or leading zeros, 1 to 65535. */
export function readPort(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** A rule such as `registry.example.org:443`, `*.example.org` or `example.org`, or what is wrong with it. */
export function parseHostRule(text: string): HostRule | { readonly fault: string } {
  if (/[/?#]/.test(text)) return { fault: 'expected a host, or a host and a port, and no address of a page' };
  const [, star, name = '', portText] = /^(\*\.)?(.*?)(?::(\d*))?$/s.exec(text) ?? [];
  const port = portText === undefined ? usualPort : readPort(portText);
  if (port === undefined) return { fault: 'expected a port from 1 to 65535' };
  if (name.includes('*')) return { fault: '* may only stand in front of the first dot, as in *.example.org' };
  const read = readHost(name);
  if ('fault' in read) return read;
  const { host } = read;
  if (ownNames.test(host)) return { fault: 'names of this machine and of its own network cannot be reached' };
  if (!host.includes('.'))
    return { fault: star ? 'it would stand for a whole top-level domain' : 'expected a name with a dot in it' };
  if (star && (sharedNames.has(host) || secondLevel.test(host)))
    return { fault: `anybody can have a name below ${host}: name the hosts that you mean` };
  return { host, any: star !== undefined, port };
}

/** The form in which a rule is kept and shown; undefined for a text that is none. */
export function plainHostRule(text: string): string | undefined {
  const rule = parseHostRule(text);
  return 'fault' in rule ? undefined : `${rule.any ? '*.' : ''}${rule.host}:${rule.port}`;
}

/** The rule of the first list by which a host may be reached, or the list that does not name it. Every list has to name it. */
export function findHost(
  lists: readonly HostList[],
  { host, port }: { readonly host: string; readonly port: number },
): { readonly allowed: boolean; readonly rule: string } {
  let by: string | undefined;
  for (const { rule, hosts } of lists) {
    const found = hosts.find((one) => fits(one, host, port));
    if (found === undefined) return { allowed: false, rule };
    by ??= `${rule} ${found}`;
  }
  return by === undefined ? { allowed: false, rule: 'no list of hosts' } : { allowed: true, rule: by };
}

function fits(text: string, host: string, port: number): boolean {
  const rule = parseHostRule(text);
  if ('fault' in rule || rule.port !== port) return false;
  return rule.any ? host.endsWith(`.${rule.host}`) && host.length > rule.host.length + 1 : host === rule.host;
}
