import * as z from 'zod';

/** The back ends that a person can choose by name. */
export const backEndNames = ['bubblewrap', 'container', 'seatbelt', 'wsl'] as const;

/** A back end's name. */
export type BackEndName = (typeof backEndNames)[number];

/** What a person can say about the sandbox. Nothing of it comes from a workspace. */
export const sandboxChoiceSchema = z.strictObject({
  backEnd: z
    .enum(['auto', ...backEndNames])
    .default('auto')
    .describe(
      'Which sandbox runs commands. `auto`: the one of the platform (bubblewrap on Linux, seatbelt on macOS, wsl on Windows).',
    ),
  engine: z
    .enum(['podman', 'docker'])
    .optional()
    .describe('Which engine runs containers. Default: podman where it is installed, else docker.'),
  image: z
    .string()
    .regex(/^[A-Za-z0-9][\w./:@+-]*$/, 'is no name of an image')
    .optional()
    .describe('The image whose programs commands find in a container. It has to be on this machine already.'),
  distribution: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/, 'is no name of a distribution')
    .optional()
    .describe('The WSL 2 distribution in which bubblewrap runs. Default: the one that WSL has as its default.'),
});

/** The person's choice of a sandbox. */
export type SandboxChoice = z.infer<typeof sandboxChoiceSchema>;

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
