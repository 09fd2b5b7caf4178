import { readdirSync, readFileSync, statSync } from 'node:fs';

/** One look at a process and all that it started, in MiB and ms. */
export interface TreeSample {
  /** RssAnon and RssShmem of every process, and RssFile once for each program: the pages of a program are shared. */
  readonly rssMb: number;
  /** VmRSS of every process, added up: shared pages count as often as they are mapped. */
  readonly rssSumMb: number;
  /** `rssMb` without what runs inside a sandbox for commands: the project's own tests, a shell. */
  readonly ownRssMb: number;
  /** Time on a processor, user and system, of the processes that live now and run outside that sandbox. */
  readonly ownCpuMs: number;
}

/** The kernel's clock tick as /proc counts it, the same on every Linux: USER_HZ. */
const tickMs = 10;
const sandboxPrograms = new Set(['bwrap', 'codex-linux-san']);

/** Watches one process tree through /proc. A process whose parent has ended stays in it. */
export class ProcessTree {
  /** Whether each process runs inside a sandbox for commands, by its id. */
  readonly #inSandbox = new Map<number, boolean>();

  constructor(root: number) {
    this.#inSandbox.set(root, false);
  }

  sample(): TreeSample {
    // The map grows while it is walked, so grandchildren come in the same walk.
    for (const [pid, known] of this.#inSandbox) {
      // Asked every time: a child has its parent's name until it becomes its program.
      const inSandbox = known || sandboxPrograms.has(read(`/proc/${pid}/comm`)?.trim() ?? '');
      this.#inSandbox.set(pid, inSandbox);
      for (const child of childrenOf(pid))
        if (inSandbox || !this.#inSandbox.has(child)) this.#inSandbox.set(child, inSandbox);
    }
    const all = new Resident();
    const own = new Resident();
    let ownCpuMs = 0;
    for (const [pid, inSandbox] of this.#inSandbox) {
      const memory = memoryOf(pid);
      if (memory === undefined) {
        this.#inSandbox.delete(pid);
        continue;
      }
      all.add(memory);
      if (inSandbox) continue;
      own.add(memory);
      ownCpuMs += cpuMsOf(pid);
    }
    return { rssMb: all.onceMb(), rssSumMb: all.sumMb(), ownRssMb: own.onceMb(), ownCpuMs };
  }
}

interface Memory {
  readonly program: string;
  readonly privateMb: number;
  readonly fileMb: number;
}

/** Memory of several processes, with the pages of their programs counted once, or each time. */
class Resident {
  #privateMb = 0;
  #fileMb = 0;
  readonly #programs = new Map<string, number>();

  add({ program, privateMb, fileMb }: Memory): void {
    this.#privateMb += privateMb;
    this.#fileMb += fileMb;
    this.#programs.set(program, Math.max(this.#programs.get(program) ?? 0, fileMb));
  }

  onceMb(): number {
    return [...this.#programs.values()].reduce((sum, fileMb) => sum + fileMb, this.#privateMb);
  }

  sumMb(): number {
    return this.#privateMb + this.#fileMb;
  }
}

function childrenOf(pid: number): number[] {
  const threads = list(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    (read(`/proc/${pid}/task/${thread}/children`) ?? '')
      .split(' ')
      .filter((text) => text.trim() !== '')
      .map(Number),
  );
}

function memoryOf(pid: number): Memory | undefined {
  const status = read(`/proc/${pid}/status`) ?? '';
  const part = (name: string) => {
    const kilobytes = new RegExp(`^Rss${name}:\\s+(\\d+)`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  };
  const [anon, shmem, fileMb] = [part('Anon'), part('Shmem'), part('File')];
  // A process that has ended and was not waited for yet has no memory.
  if (anon === undefined || shmem === undefined || fileMb === undefined) return undefined;
  return { program: programOf(pid), privateMb: anon + shmem, fileMb };
}

/** The file of the program by its device and inode, so that a mount elsewhere is the same. */
function programOf(pid: number): string {
  try {
    const { dev, ino } = statSync(`/proc/${pid}/exe`);
    return `${dev}:${ino}`;
  } catch {
    return String(pid);
  }
}

function cpuMsOf(pid: number): number {
  // The name of the program may hold blanks; what follows its closing bracket does not.
  const fields = (read(`/proc/${pid}/stat`) ?? '').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}

/** A process may end between two reads: then there is nothing to read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
