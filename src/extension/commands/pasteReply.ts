import type { Shell } from '../shell.ts';

/** Hands the clipboard's text to the run that waits for a reply. */
export async function pasteReply(shell: Shell): Promise<void> {
  await shell.pastes.replyFromClipboard();
}
