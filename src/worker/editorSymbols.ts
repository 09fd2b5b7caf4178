import { createHash } from 'node:crypto';
import type { LanguageServices } from '../core/context/map/languageServices.ts';
import type { EditorContract } from '../protocol/editorSymbols.ts';
import type { Client } from '../protocol/rpc.ts';

/** The editor's language services as the engine's port, over the channel to the extension. */
export function createEditorSymbols(client: Pick<Client<EditorContract>, 'call'>): LanguageServices {
  return {
    definitions: (workspace, files, signal) => {
      const asked = files.map(({ path, text }) => ({
        path,
        hash: createHash('sha256').update(text, 'utf8').digest('hex'),
      }));
      return client.call('listDefinitions', { workspace, files: asked }, signal);
    },
  };
}
