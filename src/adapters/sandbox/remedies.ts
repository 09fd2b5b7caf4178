import { existsSync, readFileSync } from 'node:fs';

/** How a person chooses containers. */
export const chooseContainer = 'loopwright doctor --use container --image IMAGE';

const packageManagers: readonly (readonly [program: string, command: string])[] = [
  ['/usr/bin/apt-get', 'sudo apt-get install'],
  ['/usr/bin/dnf', 'sudo dnf install'],
  ['/usr/bin/pacman', 'sudo pacman -S'],
  ['/usr/bin/zypper', 'sudo zypper install'],
  ['/sbin/apk', 'sudo apk add'],
];

/** The command that installs or updates a package on this machine. */
export function installCommand(name: string, has: (program: string) => boolean = existsSync): string {
  const [, command] = packageManagers.find(([program]) => has(program)) ?? [];
  return command === undefined ? `Install ${name} with the package manager of this system.` : `${command} ${name}`;
}

/** What the kernel says about namespaces of users; undefined where there is no such setting. */
export interface KernelSettings {
  /** Debian's own: 0 forbids them to all but root. */
  readonly cloneAllowed: string | undefined;
  /** Ubuntu's: 1 lets AppArmor forbid them to programs without a profile. */
  readonly appArmorRestricts: string | undefined;
  /** 0: there may be none. */
  readonly most: string | undefined;
}

/** Reads the settings. */
export function readKernelSettings(): KernelSettings {
  return {
    cloneAllowed: textOf('/proc/sys/kernel/unprivileged_userns_clone'),
    appArmorRestricts: textOf('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    most: textOf('/proc/sys/user/max_user_namespaces'),
  };
}

/** The one command that lets bubblewrap make namespaces here. */
export function namespaceRemedy({ cloneAllowed, appArmorRestricts, most }: KernelSettings): string {
  if (most === '0') return 'sudo sysctl -w user.max_user_namespaces=15000';
  if (cloneAllowed === '0') return 'sudo sysctl -w kernel.unprivileged_userns_clone=1';
  if (appArmorRestricts === '1') return 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0';
  // No setting of the kernel forbids it: a container around this process does.
  return 'Start the container that this runs in with user namespaces allowed: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined IMAGE';
}

/** The one command that makes overlays possible here. */
export function overlayRemedy(fileSystems: string | undefined = textOf('/proc/filesystems')): string {
  return fileSystems !== undefined && !/^(nodev)?\s*overlay$/m.test(fileSystems)
    ? 'sudo modprobe overlay'
    : installCommand('bubblewrap');
}

/** The one command that lets an engine cap memory and processes, from the next login or start of the machine on. */
export function cgroupRemedy(
  unified: boolean = existsSync('/sys/fs/cgroup/cgroup.controllers'),
  has: (program: string) => boolean = existsSync,
): string {
  if (unified)
    return "printf '[Service]\\nDelegate=cpu memory pids\\n' | sudo install -D /dev/stdin /etc/systemd/system/user@.service.d/delegate.conf";
  const option = 'systemd.unified_cgroup_hierarchy=1';
  if (has('/sbin/grubby') || has('/usr/sbin/grubby')) return `sudo grubby --update-kernel=ALL --args=${option}`;
  return `sudo sed -i 's/^GRUB_CMDLINE_LINUX="/&${option} /' /etc/default/grub && sudo update-grub`;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
