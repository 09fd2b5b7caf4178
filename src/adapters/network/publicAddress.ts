import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

// IANA special-purpose address registries (RFC 6890 and its updates): nothing of these is a host of the public network.
const special4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 ' +
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ' +
  // The metadata server of one cloud is at a public address.
  '168.63.129.16/32';
// All unicast addresses of the public network lie in here; what lies outside is loopback, local, multicast or mapped.
const global6 = '2000::/3';
const special6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';
// The same IPv4 address in the words of a translator (RFC 6052).
const translated = /^64:ff9b::(?:([\da-f]{1,4}):)?([\da-f]{1,4})$/i;

const specials = listOf(special4, 'ipv4');
const globals = listOf(global6, 'ipv6');
const specials6 = listOf(special6, 'ipv6');

/** Whether an address is one of the public network: not this machine, nothing beside it, and no address of its own interfaces. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0 || ownAddresses().has(address)) return false;
  if (version === 4) return !specials.check(address, 'ipv4');
  // An address with a zone is of a link by its meaning.
  if (address.includes('%')) return false;
  const inner = translated.exec(address);
  if (inner) return isPublicAddress(dotted(inner[1] ?? '0', inner[2] ?? '0'));
  return globals.check(address, 'ipv6') && !specials6.check(address, 'ipv6');
}

function ownAddresses(): ReadonlySet<string> {
  return new Set(
    Object.values(networkInterfaces())
      .flatMap((faces) => faces ?? [])
      .map((face) => face.address),
  );
}

function dotted(high: string, low: string): string {
  const bytes = [high, low].map((part) => Number.parseInt(part, 16)).flatMap((part) => [part >> 8, part & 255]);
  return bytes.join('.');
}

function listOf(ranges: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(' ')) {
    const [net = '', bits] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
}
