import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { callTables, type FilteredArch } from '../../../src/adapters/sandbox/seccompCalls.ts';
import { buildSeccompProgram } from '../../../src/adapters/sandbox/seccompProgram.ts';

type Call = { nr: number; args?: readonly number[]; arch?: number; on?: FilteredArch };

/** Runs the program as the kernel would (the instructions it uses), and names the verdict. */
function verdict({ nr, args = [], on = 'x64', arch = callTables[on].audit }: Call): string {
  const bytes = buildSeccompProgram(on);
  const view = new DataView(bytes.buffer);
  const memory = new Map([[0, nr], [4, arch], ...args.map((value, index) => [16 + 8 * index, value] as const)]);
  let accumulator = 0;
  for (let at = 0; at < bytes.length / 8; at++) {
    const code = view.getUint16(at * 8, true);
    const value = view.getUint32(at * 8 + 4, true);
    const jump = (taken: boolean) => view.getUint8(at * 8 + (taken ? 2 : 3));
    if (code === 0x20) accumulator = (memory.get(value) ?? 0) >>> 0;
    else if (code === 0x15) at += jump(accumulator === value);
    else if (code === 0x35) at += jump(accumulator >= value);
    else if (code === 0x45) at += jump((accumulator & value) !== 0);
    else if (code === 0x06)
      return (
        { 2147418112: 'allow', 2147483648: 'kill', 327681: 'EPERM', 327718: 'ENOSYS', 327777: 'EAFNOSUPPORT' }[value] ??
        String(value)
      );
    else assert.fail(`unknown instruction ${code}`);
  }
  return assert.fail('ran off the end');
}

const cases: readonly (readonly [what: string, call: Call, expected: string])[] = [
  ['read', { nr: 0 }, 'allow'],
  ['execve', { nr: 59 }, 'allow'],
  ['prlimit64', { nr: 302 }, 'allow'],
  ['ptrace of own processes', { nr: 101 }, 'allow'],
  ['a 32-bit call', { nr: 1, arch: 0x40000003 }, 'kill'],
  ['an x32 call', { nr: 0x40000000 }, 'ENOSYS'],
  ['mount', { nr: 165 }, 'EPERM'],
  ['setns', { nr: 308 }, 'EPERM'],
  ['bpf', { nr: 321 }, 'EPERM'],
  ['keyctl', { nr: 250 }, 'EPERM'],
  ['userfaultfd', { nr: 323 }, 'EPERM'],
  ['io_uring_setup', { nr: 425 }, 'ENOSYS'],
  ['clone3', { nr: 435 }, 'ENOSYS'],
  ['openat2', { nr: 437 }, 'ENOSYS'],
  ['clone of a thread', { nr: 56, args: [0x003d0f00] }, 'allow'],
  ['clone into a user namespace', { nr: 56, args: [0x10000011] }, 'EPERM'],
  ['clone into a time namespace', { nr: 56, args: [0x80] }, 'EPERM'],
  ['unshare of files', { nr: 272, args: [0x400] }, 'allow'],
  ['unshare of mounts', { nr: 272, args: [0x20000] }, 'EPERM'],
  ['chmod 755', { nr: 90, args: [0, 0o755] }, 'allow'],
  ['chmod 4755', { nr: 90, args: [0, 0o4755] }, 'EPERM'],
  ['fchmodat 2755', { nr: 268, args: [0, 0, 0o2755] }, 'EPERM'],
  ['mknod of a set-user-id file', { nr: 133, args: [0, 0o104755] }, 'EPERM'],
  ['openat to read, mode ignored', { nr: 257, args: [0, 0, 0, 0o4755] }, 'allow'],
  ['openat to create', { nr: 257, args: [0, 0, 0x41, 0o644] }, 'allow'],
  ['openat to create set-user-id', { nr: 257, args: [0, 0, 0x41, 0o4755] }, 'EPERM'],
  ['open of a temporary file set-user-id', { nr: 2, args: [0, 0x410002, 0o4700] }, 'EPERM'],
  ['ioctl of a window size', { nr: 16, args: [0, 0x5413] }, 'allow'],
  ['ioctl TIOCSTI', { nr: 16, args: [0, 0x5412] }, 'EPERM'],
  ['ioctl TIOCLINUX', { nr: 16, args: [0, 0x541c] }, 'EPERM'],
  ['unix socket', { nr: 41, args: [1, 1, 0] }, 'allow'],
  ['TCP socket', { nr: 41, args: [2, 1, 0] }, 'allow'],
  ['IPv6 socket', { nr: 41, args: [10, 1, 0] }, 'allow'],
  ['route netlink', { nr: 41, args: [16, 3, 0] }, 'allow'],
  ['audit netlink', { nr: 41, args: [16, 3, 9] }, 'EAFNOSUPPORT'],
  ['packet socket', { nr: 41, args: [17, 3, 0] }, 'EAFNOSUPPORT'],
  ['vsock', { nr: 41, args: [40, 1, 0] }, 'EAFNOSUPPORT'],
  ['unix socket pair', { nr: 53, args: [1, 1, 0] }, 'allow'],
  ['other socket pair', { nr: 53, args: [2, 1, 0] }, 'EAFNOSUPPORT'],
];

/** The same on arm64, which has no calls that take paths without a folder. */
const onArm64: typeof cases = [
  ['read', { nr: 63 }, 'allow'],
  ['execve', { nr: 221 }, 'allow'],
  ['ptrace of own processes', { nr: 117 }, 'allow'],
  ['a 32-bit call', { nr: 1, arch: 0x40000028 }, 'kill'],
  ['a call of x86-64', { nr: 0, arch: 0xc000003e }, 'kill'],
  ['mount', { nr: 40 }, 'EPERM'],
  ['setns', { nr: 268 }, 'EPERM'],
  ['bpf', { nr: 280 }, 'EPERM'],
  ['keyctl', { nr: 219 }, 'EPERM'],
  ['io_uring_setup', { nr: 425 }, 'ENOSYS'],
  ['clone3', { nr: 435 }, 'ENOSYS'],
  ['clone of a thread', { nr: 220, args: [0x003d0f00] }, 'allow'],
  ['clone into a user namespace', { nr: 220, args: [0x10000011] }, 'EPERM'],
  ['unshare of mounts', { nr: 97, args: [0x20000] }, 'EPERM'],
  ['fchmod 755', { nr: 52, args: [0, 0o755] }, 'allow'],
  ['fchmod 4755', { nr: 52, args: [0, 0o4755] }, 'EPERM'],
  ['fchmodat 2755', { nr: 53, args: [0, 0, 0o2755] }, 'EPERM'],
  ['mknodat of a set-user-id file', { nr: 33, args: [0, 0, 0o104755] }, 'EPERM'],
  ['openat to create', { nr: 56, args: [0, 0, 0x41, 0o644] }, 'allow'],
  ['openat to create set-user-id', { nr: 56, args: [0, 0, 0x41, 0o4755] }, 'EPERM'],
  ['ioctl TIOCSTI', { nr: 29, args: [0, 0x5412] }, 'EPERM'],
  ['TCP socket', { nr: 198, args: [2, 1, 0] }, 'allow'],
  ['packet socket', { nr: 198, args: [17, 3, 0] }, 'EAFNOSUPPORT'],
  ['vsock', { nr: 198, args: [40, 1, 0] }, 'EAFNOSUPPORT'],
  ['other socket pair', { nr: 199, args: [2, 1, 0] }, 'EAFNOSUPPORT'],
];

/** The kernel's own list of the calls that arm64 has, where it is installed. */
const header = '/usr/include/asm-generic/unistd.h';

describe('buildSeccompProgram', () => {
  for (const [what, call, expected] of cases) it(`${what}: ${expected}`, () => assert.equal(verdict(call), expected));
  for (const [what, call, expected] of onArm64)
    it(`on arm64, ${what}: ${expected}`, () => assert.equal(verdict({ on: 'arm64', ...call }), expected));

  it('is on x86-64 what the attacks were run against', () => {
    const hash = createHash('sha256').update(buildSeccompProgram('x64')).digest('hex');
    assert.equal(hash, '4cca07ca3ad4ed1442204714948a0cbb01d718b7d687b0379d9436fe59cbe197');
  });

  it('has the numbers of arm64 from the kernel', function () {
    if (!existsSync(header)) this.skip();
    const text = readFileSync(header, 'utf8');
    const numbers = new Map(
      [...text.matchAll(/define __NR(?:3264)?_(\w+)\s+(\d+)/g)].map(([, name, nr]) => [name, Number(nr)]),
    );
    const { notPermitted, notImplemented, clone, unshare, ioctl, socket, socketpair } = callTables.arm64;
    const calls = { ...notPermitted, ...notImplemented, clone, unshare, ioctl, socket, socketpair };
    let known = 0;
    for (const [name, nr] of Object.entries(calls)) {
      const inKernel = numbers.get(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      // The newest ones are in newer headers only.
      if (inKernel === undefined) continue;
      known++;
      assert.equal(nr, inKernel, name);
    }
    assert.ok(known > 40, String(known));
  });

  it('fits the kernel: whole instructions, at most 4096', () => {
    const { length } = buildSeccompProgram('arm64');
    assert.equal(length % 8, 0);
    assert.ok(length / 8 <= 4096);
  });
});
