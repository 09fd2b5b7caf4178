/** The back ends that a person can choose by name. */
export const backEndNames = ['bubblewrap', 'container', 'seatbelt', 'wsl'] as const;

/** A back end's name. */
export type BackEndName = (typeof backEndNames)[number];

/** The person's choice of a sandbox. Nothing of it comes from a workspace. */
export interface SandboxChoice {
  /** `auto`: the one of the platform. */
  readonly backEnd: 'auto' | BackEndName;
  /** Which engine runs containers; absent: podman where it is installed, else docker. */
  readonly engine?: 'podman' | 'docker' | undefined;
  /** The image whose programs commands find in a container. It has to be on this machine already. */
  readonly image?: string | undefined;
  /** The WSL 2 distribution in which bubblewrap runs; absent: the one that WSL has as its default. */
  readonly distribution?: string | undefined;
}

/** What a person changes of it, as it was typed: checked before it is kept. */
export type SandboxChange = { readonly [name in keyof SandboxChoice]?: string | undefined };

/**
 * The back end for a platform. Where that one does not work nothing else takes its place: a container is not less, but other programs
 * than the person's, so it is used where it was asked for and nowhere else.
 */
export function backEndFor(choice: Pick<SandboxChoice, 'backEnd'>, platform: string): BackEndName | undefined {
  if (choice.backEnd !== 'auto') return choice.backEnd;
  const own: Readonly<Record<string, BackEndName>> = { linux: 'bubblewrap', darwin: 'seatbelt', win32: 'wsl' };
  return Object.hasOwn(own, platform) ? own[platform] : undefined;
}
