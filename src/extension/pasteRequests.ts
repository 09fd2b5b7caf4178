import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { CodedError } from '../base/errors.ts';
import type { EngineContract } from '../protocol/engine.ts';
import { besideCode } from './besideCode.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import { showTrouble } from './trouble.ts';

const { t } = vscode.l10n;
type PasteRequest = EngineContract['events']['didAskPaste'];

/** Carries requests of the copy-and-paste model to the person's own chat window, and the answers back. */
export class PasteRequests implements Disposable {
  readonly #engine: EngineClient;
  readonly #output: vscode.LogOutputChannel;
  readonly #subscription: Disposable;
  #waiting: PasteRequest | undefined;

  constructor(engine: EngineClient, output: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#output = output;
    this.#subscription = engine.onDidAskPaste((request) => void this.#show(request));
  }

  /** Hands the clipboard's text in as the reply. Throws `paste.notWaiting` when no run waits, or `paste.noReply`. */
  async replyFromClipboard(): Promise<void> {
    const request = this.#waiting;
    if (!request) throw new CodedError('paste.notWaiting', t('No run waits for a reply.'));
    const text = await vscode.env.clipboard.readText();
    if (text.trim() === '' || text.trim() === request.markdown.trim()) {
      throw new CodedError(
        'paste.noReply',
        t('The clipboard does not hold the reply yet. Copy the whole answer of your chat first.'),
      );
    }
    const { workspace, runId } = request;
    await this.#engine.call('pasteReply', { workspace, runId, text }, neverCancelled());
    if (this.#waiting === request) this.#waiting = undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Opens the request beside the code and offers what to do with it. Never rejects. */
  async #show(request: PasteRequest): Promise<void> {
    this.#waiting = request;
    try {
      const { file, markdown } = request;
      const document = await (file === undefined
        ? vscode.workspace.openTextDocument({ language: 'markdown', content: markdown })
        : vscode.workspace.openTextDocument(vscode.Uri.file(file)));
      const viewColumn = besideCode();
      await vscode.window.showTextDocument(document, { viewColumn, preview: true, preserveFocus: true });
      await this.#offer(request);
    } catch (error) {
      void showTrouble(error, this.#output);
    }
  }

  async #offer(request: PasteRequest): Promise<void> {
    const copy = t('Copy Request');
    const paste = t('Paste Reply');
    const sentence = t(
      'Request {0} waits for the answer of your own chat. Copy it there, copy the whole answer, and paste it here.',
      request.number,
    );
    while (this.#waiting === request) {
      const chosen = await vscode.window.showInformationMessage(sentence, copy, paste);
      // Dismissed: the command Paste the Reply stays.
      if (chosen === undefined) return;
      if (chosen === copy) await vscode.env.clipboard.writeText(request.markdown);
      else await this.replyFromClipboard().catch((error: unknown) => showTrouble(error, this.#output));
    }
  }
}
