// A classic-BPF seccomp program for `bwrap --seccomp FD`, built without native code. Numbers: linux/audit.h,
// linux/filter.h, arch/x86/entry/syscalls/syscall_64.tbl. Offsets of struct seccomp_data: nr 0, arch 4, args from 16.
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
const auditArchX64 = 0xc000003e;
const x32Bit = 0x40000000;

// Mounts, namespaces of files, kernel modules, tracing of the kernel, keys, clocks, raw ports: nothing that a build or a test needs.
/** By name and number of x86-64. */
export const notPermittedCalls = {
  mount: 165,
  umount2: 166,
  pivotRoot: 155,
  chroot: 161,
  openTree: 428,
  moveMount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  mountSetattr: 442,
  openTreeAttr: 467,
  setns: 308,
  nameToHandleAt: 303,
  openByHandleAt: 304,
  bpf: 321,
  perfEventOpen: 298,
  userfaultfd: 323,
  addKey: 248,
  requestKey: 249,
  keyctl: 250,
  kexecLoad: 246,
  kexecFileLoad: 320,
  initModule: 175,
  finitModule: 313,
  deleteModule: 176,
  swapon: 167,
  swapoff: 168,
  reboot: 169,
  acct: 163,
  settimeofday: 164,
  clockSettime: 227,
  clockAdjtime: 305,
  adjtimex: 159,
  iopl: 172,
  ioperm: 173,
  lookupDcookie: 212,
  quotactl: 179,
  quotactlFd: 443,
  vhangup: 153,
  syslog: 103,
  uselib: 134,
  sysfs: 139,
  sysctl: 156,
  nfsservctl: 180,
};
// io_uring passes by every filter on socket(); clone3 and openat2 hide their flags and modes behind a pointer. All callers
// fall back when told that the kernel does not know them.
export const notImplementedCalls = {
  ioUringSetup: 425,
  ioUringEnter: 426,
  ioUringRegister: 427,
  clone3: 435,
  openat2: 437,
};
export const namespaceFlags = 0x7e020080;
export const setIdBits = 0o6000;
export const createFlags = 0x40 | 0x400000;
export const ioctl = { call: 16, pushInput: 0x5412, linuxConsole: 0x541c };
export const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 };

/** The filter's bytes for x86-64: struct sock_filter[], little endian. */
export function buildSeccompProgram(): Uint8Array {
  const program: Instruction[] = [
    [load, 0, 0, 4],
    [jumpEqual, 1, 0, auditArchX64],
    [exit, 0, 0, killProcess],
    [load, 0, 0, 0],
    [jumpGreaterOrEqual, 0, 1, x32Bit],
    [exit, 0, 0, notImplemented],
  ];
  for (const call of Object.values(notImplementedCalls)) program.push(...when(call, [[exit, 0, 0, notImplemented]]));
  for (const call of Object.values(notPermittedCalls)) program.push(...when(call, [[exit, 0, 0, notPermitted]]));
  for (const call of [56 /* clone */, 272 /* unshare */]) program.push(...when(call, refuseBits(0, namespaceFlags)));
  program.push(...setIdRules(), ...ioctlRule(), ...socketRules(), [exit, 0, 0, allow]);
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
function setIdRules(): Instruction[] {
  const modeArguments = [
    [90, 1], // chmod
    [91, 1], // fchmod
    [268, 2], // fchmodat
    [452, 2], // fchmodat2
    [85, 1], // creat
    [133, 1], // mknod
    [259, 2], // mknodat
  ] as const;
  const rules = modeArguments.flatMap(([call, mode]) => when(call, refuseBits(mode, setIdBits)));
  const opens = [
    [257, 2, 3], // openat
    [2, 1, 2], // open
  ] as const;
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
function ioctlRule(): Instruction[] {
  return when(ioctl.call, [
    loadArgument(1),
    [jumpEqual, 1, 0, ioctl.pushInput],
    [jumpEqual, 0, 1, ioctl.linuxConsole],
    [exit, 0, 0, notPermitted],
    [exit, 0, 0, allow],
  ]);
}

/** AF_VSOCK reaches the hypervisor through every namespace; packet and other families serve no test. */
function socketRules(): Instruction[] {
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
    ...when(41, [loadArgument(0), ...plain, ...routeOnly, [exit, 0, 0, familyNotSupported]]),
    ...when(53, [
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
