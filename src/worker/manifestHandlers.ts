import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

/** Answers what editors ask about manifests. Reads only; nothing of a workspace is run, so it works without trust. */
export const manifestHandlers: Pick<Handlers<EngineContract>, 'checkManifests' | 'nameAt'> = {
  async checkManifests({ workspace, documents }, signal) {
    const { manifestsOf } = await import('../app/manifestNames.ts');
    const { validateManifests } = await import('../app/workflowLibrary.ts');
    const files = manifestsOf(documents, absolute(workspace));
    const checked = new Map(
      (await validateManifests(files, { workspace, env: process.env }, signal)).map(({ file, problems }) => [
        file,
        problems,
      ]),
    );
    return documents.map(({ file }) => ({ file, problems: checked.get(file) ?? [] }));
  },
  async nameAt(place, signal) {
    absolute(place.workspace);
    return (await import('../app/manifestNames.ts')).nameAt(place, signal);
  },
};
