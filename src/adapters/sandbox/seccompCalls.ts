// Numbers of system calls: linux/audit.h, arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h (arm64).

/** Kinds of processors, as Node names them, that the filter is written for. */
export type FilteredArch = 'x64' | 'arm64';

/** The calls that the filter knows of, by their numbers on one kind of processor. */
export interface CallTable {
  /** AUDIT_ARCH_… */
  readonly audit: number;
  readonly notPermitted: Readonly<Record<string, number>>;
  readonly notImplemented: Readonly<Record<string, number>>;
  readonly clone: number;
  readonly unshare: number;
  /** Calls that set a mode, with the place of the mode among their arguments. */
  readonly modes: readonly (readonly [call: number, mode: number])[];
  /** Calls that may create a file, with the places of their flags and mode. */
  readonly opens: readonly (readonly [call: number, flags: number, mode: number])[];
  readonly ioctl: number;
  readonly socket: number;
  readonly socketpair: number;
}

// Mounts, namespaces of files, kernel modules, tracing of the kernel, keys, clocks, raw ports: nothing that a build or a test needs.
/** By name and number of x86-64, which has all of them. */
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
/** The same numbers on every kind of processor. */
export const notImplementedCalls = {
  ioUringSetup: 425,
  ioUringEnter: 426,
  ioUringRegister: 427,
  clone3: 435,
  openat2: 437,
};

/** Those of arm64, which never had ports, and none of the oldest calls. */
const notPermittedOnArm64 = {
  mount: 40,
  umount2: 39,
  pivotRoot: 41,
  chroot: 51,
  openTree: 428,
  moveMount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  mountSetattr: 442,
  openTreeAttr: 467,
  setns: 268,
  nameToHandleAt: 264,
  openByHandleAt: 265,
  bpf: 280,
  perfEventOpen: 241,
  userfaultfd: 282,
  addKey: 217,
  requestKey: 218,
  keyctl: 219,
  kexecLoad: 104,
  kexecFileLoad: 294,
  initModule: 105,
  finitModule: 273,
  deleteModule: 106,
  swapon: 224,
  swapoff: 225,
  reboot: 142,
  acct: 89,
  settimeofday: 170,
  clockSettime: 112,
  clockAdjtime: 266,
  adjtimex: 171,
  lookupDcookie: 18,
  quotactl: 60,
  quotactlFd: 443,
  vhangup: 58,
  syslog: 116,
  nfsservctl: 42,
};

/** By the kind of processor. */
export const callTables: Readonly<Record<FilteredArch, CallTable>> = {
  x64: {
    audit: 0xc000003e,
    notPermitted: notPermittedCalls,
    notImplemented: notImplementedCalls,
    clone: 56,
    unshare: 272,
    modes: [
      [90, 1], // chmod
      [91, 1], // fchmod
      [268, 2], // fchmodat
      [452, 2], // fchmodat2
      [85, 1], // creat
      [133, 1], // mknod
      [259, 2], // mknodat
    ],
    opens: [
      [257, 2, 3], // openat
      [2, 1, 2], // open
    ],
    ioctl: 16,
    socket: 41,
    socketpair: 53,
  },
  arm64: {
    audit: 0xc00000b7,
    notPermitted: notPermittedOnArm64,
    notImplemented: notImplementedCalls,
    clone: 220,
    unshare: 97,
    modes: [
      [52, 1], // fchmod
      [53, 2], // fchmodat
      [452, 2], // fchmodat2
      [33, 2], // mknodat
    ],
    opens: [[56, 2, 3]], // openat
    ioctl: 29,
    socket: 198,
    socketpair: 199,
  },
};

/** Whether the filter is written for processors of this kind. */
export function isFiltered(arch: string): arch is FilteredArch {
  return Object.hasOwn(callTables, arch);
}
