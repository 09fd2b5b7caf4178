import assert from 'node:assert/strict';
import { notImplementedCalls, notPermittedCalls } from '../../../src/adapters/sandbox/seccompCalls.ts';
import { seccompProfile } from '../../../src/adapters/sandbox/seccompProfile.ts';

type Profile = NonNullable<ReturnType<typeof seccompProfile>>;

/** What the profile makes of a call: the number of the error, or undefined where it passes. */
function outcome({ syscalls }: Profile, name: string, args: readonly bigint[]): number | undefined {
  const fits = syscalls.find(
    (rule) =>
      rule.names.includes(name) &&
      (rule.args ?? []).every(({ index, op, value, valueTwo }) => {
        const given = args[index] ?? 0n;
        if (op === 'SCMP_CMP_EQ') return given === BigInt(value);
        if (op === 'SCMP_CMP_NE') return given !== BigInt(value);
        if (op === 'SCMP_CMP_GT') return given > BigInt(value);
        return (given & BigInt(value)) === BigInt(valueTwo ?? 0);
      }),
  );
  return fits?.errnoRet;
}

describe('seccompProfile', () => {
  const profile = seccompProfile('x64') ?? assert.fail();

  it('has every call that bubblewrap’s filter refuses', () => {
    const names = profile.syscalls.flatMap((rule) => (rule.args ? [] : rule.names));
    const expected = Object.keys(notPermittedCalls).length + Object.keys(notImplementedCalls).length;
    assert.equal(new Set(names).size, expected);
    for (const name of [
      'open_by_handle_at',
      'io_uring_setup',
      'pivot_root',
      'umount2',
      'clone3',
      '_sysctl',
      'kexec_file_load',
    ])
      assert.ok(names.includes(name), name);
    for (const name of names) assert.match(name, /^[a-z0-9_]+$/);
  });

  for (const [name, args, expected] of [
    ['socket', [1n, 1n, 0n], undefined],
    ['socket', [2n, 1n, 0n], undefined],
    ['socket', [10n, 1n, 0n], undefined],
    ['socket', [16n, 3n, 0n], undefined],
    ['socket', [16n, 3n, 9n], 97],
    ['socket', [17n, 3n, 0n], 97],
    ['socket', [40n, 1n, 0n], 97],
    ['socket', [0x1_0000_0028n, 1n, 0n], 97],
    ['socket', [3n, 1n, 0n], 97],
    ['socketpair', [1n], undefined],
    ['socketpair', [2n], 97],
    ['clone', [0x11n], undefined],
    ['clone', [0x1000_0000n], 1],
    ['clone', [0x4000_0000n], 1],
    ['unshare', [0x80n], 1],
    ['unshare', [0x200n], undefined],
    ['chmod', [0n, 0o755n], undefined],
    ['chmod', [0n, 0o4755n], 1],
    ['fchmodat', [0n, 0n, 0o2755n], 1],
    ['openat', [0n, 0n, 0x40n, 0o4755n], 1],
    ['openat', [0n, 0n, 0x400000n, 0o2700n], 1],
    ['openat', [0n, 0n, 0n, 0o4755n], undefined],
    ['open', [0n, 0x41n, 0o644n], undefined],
    ['ioctl', [0n, 0x5412n], 1],
    ['ioctl', [0n, 0xdead_0000_5412n], 1],
    ['ioctl', [0n, 0x541cn], 1],
    ['ioctl', [0n, 0x5413n], undefined],
    ['ptrace', [0n], undefined],
  ] as const)
    it(`${name}(${args.map((arg) => `0x${arg.toString(16)}`).join(', ')}) ${expected === undefined ? 'passes' : `is error ${expected}`}`, () =>
      assert.equal(outcome(profile, name, args), expected));

  it('compares each argument once in a rule, as libseccomp wants it', () => {
    for (const { args = [] } of profile.syscalls)
      assert.equal(new Set(args.map(({ index }) => index)).size, args.length);
  });

  it('is there for the processors that it was thought through for', () => {
    assert.deepEqual(seccompProfile('arm64')?.architectures, ['SCMP_ARCH_AARCH64']);
    assert.equal(seccompProfile('riscv64'), undefined);
  });
});
