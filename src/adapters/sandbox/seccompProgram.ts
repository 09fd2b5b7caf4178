// A classic-BPF seccomp program for `bwrap --seccomp FD`, built without native code. Numbers: linux/filter.h, seccompCalls.ts.
// Offsets of struct seccomp_data: nr 0, arch 4, args from 16.
import { type CallTable, callTables, type FilteredArch } from './seccompCalls.ts';

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

const load = 0x20;
const jumpEqual = 0x15;
const jumpGreaterOrEqual = 0x35;
const jumpBits = 0x45;
const exit = 0x06;
const allow = 0x7fff0000;
const killProcess = 0x80000000;
const errno = (code: number): number => 0x00050000 | code;
const notPermitted = errno(1);
const notImplemented = errno(38);
const familyNotSupported = errno(97);
const x32Bit = 0x40000000;

export const namespaceFlags = 0x7e020080;
export const setIdBits = 0o6000;
export const createFlags = 0x40 | 0x400000;
export const ioctl = { pushInput: 0x5412, linuxConsole: 0x541c };
export const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 };

/** The filter's bytes for a kind of processor: struct sock_filter[], little endian. */
export function buildSeccompProgram(arch: FilteredArch): Uint8Array {
  const table = callTables[arch];
  const program: Instruction[] = [
    [load, 0, 0, 4],
    [jumpEqual, 1, 0, table.audit],
    [exit, 0, 0, killProcess],
    [load, 0, 0, 0],
    [jumpGreaterOrEqual, 0, 1, x32Bit],
    [exit, 0, 0, notImplemented],
  ];
  for (const call of Object.values(table.notImplemented)) program.push(...when(call, [[exit, 0, 0, notImplemented]]));
  for (const call of Object.values(table.notPermitted)) program.push(...when(call, [[exit, 0, 0, notPermitted]]));
  for (const call of [table.clone, table.unshare]) program.push(...when(call, refuseBits(0, namespaceFlags)));
  program.push(...setIdRules(table), ...ioctlRule(table), ...socketRules(table), [exit, 0, 0, allow]);
  return encode(program);
}

/** `body` for that call; it always returns, so the accumulator still holds the call's number afterwards. */
function when(call: number, body: readonly Instruction[]): Instruction[] {
  return [[jumpEqual, 0, body.length, call], ...body];
}

const loadArgument = (index: number): Instruction => [load, 0, 0, 16 + 8 * index];

function refuseBits(argument: number, bits: number): Instruction[] {
  return [loadArgument(argument), [jumpBits, 0, 1, bits], [exit, 0, 0, notPermitted], [exit, 0, 0, allow]];
}

/** Set-user-id and set-group-id files would outlive the sandbox in the copy. */
function setIdRules({ modes, opens }: CallTable): Instruction[] {
  const rules = modes.flatMap(([call, mode]) => when(call, refuseBits(mode, setIdBits)));
  for (const [call, flags, mode] of opens)
    rules.push(
      ...when(call, [
        loadArgument(flags),
        [jumpBits, 1, 0, createFlags],
        [exit, 0, 0, allow],
        ...refuseBits(mode, setIdBits),
      ]),
    );
  return rules;
}

/** Typing into the person's terminal; only the low 32 bits count in the kernel (CVE-2019-10063). */
function ioctlRule(table: CallTable): Instruction[] {
  return when(table.ioctl, [
    loadArgument(1),
    [jumpEqual, 1, 0, ioctl.pushInput],
    [jumpEqual, 0, 1, ioctl.linuxConsole],
    [exit, 0, 0, notPermitted],
    [exit, 0, 0, allow],
  ]);
}

/** AF_VSOCK reaches the hypervisor through every namespace; packet and other families serve no test. */
function socketRules({ socket, socketpair }: CallTable): Instruction[] {
  const plain = [family.unix, family.inet, family.inet6].flatMap((value): Instruction[] => [
    [jumpEqual, 0, 1, value],
    [exit, 0, 0, allow],
  ]);
  const routeOnly: Instruction[] = [
    [jumpEqual, 0, 3, family.netlink],
    loadArgument(2),
    [jumpEqual, 0, 1, 0],
    [exit, 0, 0, allow],
  ];
  return [
    ...when(socket, [loadArgument(0), ...plain, ...routeOnly, [exit, 0, 0, familyNotSupported]]),
    ...when(socketpair, [
      loadArgument(0),
      [jumpEqual, 0, 1, family.unix],
      [exit, 0, 0, allow],
      [exit, 0, 0, familyNotSupported],
    ]),
  ];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  for (const [index, [code, jumpTrue, jumpFalse, value]] of program.entries()) {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, jumpTrue);
    bytes.setUint8(index * 8 + 3, jumpFalse);
    bytes.setUint32(index * 8 + 4, value >>> 0, true);
  }
  return new Uint8Array(bytes.buffer);
}
