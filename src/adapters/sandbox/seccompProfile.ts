import { notImplementedCalls, notPermittedCalls } from './seccompCalls.ts';
import { createFlags, family, ioctl, namespaceFlags, setIdBits } from './seccompProgram.ts';

/** A comparison of an argument, as the OCI runtime specification has it (config-linux, seccomp). */
interface Comparison {
  readonly index: number;
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_NE' | 'SCMP_CMP_GT' | 'SCMP_CMP_MASKED_EQ';
  readonly value: number;
  readonly valueTwo?: number;
}

interface Rule {
  readonly names: readonly string[];
  readonly action: 'SCMP_ACT_ERRNO';
  readonly errnoRet: number;
  /** All of them have to hold; libseccomp takes one for each argument. */
  readonly args?: readonly Comparison[];
}

/** A profile for `--security-opt seccomp=FILE`. */
export interface SeccompProfile {
  readonly defaultAction: 'SCMP_ACT_ALLOW';
  readonly architectures: readonly string[];
  readonly syscalls: readonly Rule[];
}

const architectures: Readonly<Record<string, string>> = { x64: 'SCMP_ARCH_X86_64', arm64: 'SCMP_ARCH_AARCH64' };
const notPermitted = 1;
const notImplemented = 38;
const familyNotSupported = 97;

/**
 * The rules of `buildSeccompProgram` by the names of the calls, for engines that build the filter themselves; undefined for processors
 * that it has not been thought through for. Calls of other kinds of programs (32 bits, x32) are refused with their architecture.
 */
export function seccompProfile(arch: string): SeccompProfile | undefined {
  const architecture = architectures[arch];
  if (architecture === undefined) return undefined;
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    architectures: [architecture],
    syscalls: [
      rule(Object.keys(notImplementedCalls).map(callName), notImplemented),
      rule(Object.keys(notPermittedCalls).map(callName), notPermitted),
      ...bitsOf(namespaceFlags).map((bit) => rule(['clone', 'unshare'], notPermitted, [has(0, bit)])),
      ...bitsOf(setIdBits).flatMap(setIdRules),
      ...[ioctl.pushInput, ioctl.linuxConsole].map((request) =>
        // Only the low 32 bits count in the kernel (CVE-2019-10063).
        rule(['ioctl'], notPermitted, [{ index: 1, op: 'SCMP_CMP_MASKED_EQ', value: 0xffffffff, valueTwo: request }]),
      ),
      ...socketRules(),
    ],
  };
}

function rule(names: readonly string[], errnoRet: number, args?: readonly Comparison[]): Rule {
  return { names, action: 'SCMP_ACT_ERRNO', errnoRet, ...(args ? { args } : {}) };
}

function has(index: number, bit: number): Comparison {
  return { index, op: 'SCMP_CMP_MASKED_EQ', value: bit, valueTwo: bit };
}

function setIdRules(bit: number): readonly Rule[] {
  const opened = bitsOf(createFlags).flatMap((flag) => [
    rule(['open'], notPermitted, [has(1, flag), has(2, bit)]),
    rule(['openat'], notPermitted, [has(2, flag), has(3, bit)]),
  ]);
  return [
    rule(['chmod', 'fchmod', 'creat', 'mknod'], notPermitted, [has(1, bit)]),
    rule(['fchmodat', 'fchmodat2', 'mknodat'], notPermitted, [has(2, bit)]),
    ...opened,
  ];
}

/** Every family but unix, IPv4, IPv6 and route netlink. A number with more than 32 bits is above all of them. */
function socketRules(): readonly Rule[] {
  const allowed: readonly number[] = Object.values(family);
  const others = Array.from({ length: family.netlink }, (_, number) => number).filter((one) => !allowed.includes(one));
  const refused = (args: readonly Comparison[]): Rule => rule(['socket'], familyNotSupported, args);
  return [
    ...others.map((value) => refused([{ index: 0, op: 'SCMP_CMP_EQ', value }])),
    refused([{ index: 0, op: 'SCMP_CMP_GT', value: family.netlink }]),
    refused([
      { index: 0, op: 'SCMP_CMP_EQ', value: family.netlink },
      { index: 2, op: 'SCMP_CMP_NE', value: 0 },
    ]),
    rule(['socketpair'], familyNotSupported, [{ index: 0, op: 'SCMP_CMP_NE', value: family.unix }]),
  ];
}

function bitsOf(mask: number): readonly number[] {
  return Array.from({ length: 31 }, (_, at) => 2 ** at).filter((bit) => (mask & bit) !== 0);
}

/** `openByHandleAt` is `open_by_handle_at`. */
function callName(name: string): string {
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return snake === 'sysctl' ? '_sysctl' : snake;
}
