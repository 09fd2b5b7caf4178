import * as vscode from 'vscode';
import type { EngineClient } from '../engineClient.ts';
import { GraphLens } from './graphLens.ts';
import { ManifestProblems } from './manifestProblems.ts';
import { NameHints } from './nameHints.ts';
import { manifestSelector } from './openManifests.ts';
import { QuickFixes, quickFixKinds } from './quickFixes.ts';

/**
 * What the editor knows of manifests: problems with quick fixes, hovers, and the way to what is named. All of it only
 * reads, so a workspace that is not trusted has it too.
 */
export function showManifests(engine: EngineClient, output: vscode.LogOutputChannel): vscode.Disposable {
  const problems = new ManifestProblems(engine, output);
  const hints = new NameHints(engine, output);
  const { languages } = vscode;
  return vscode.Disposable.from(
    problems,
    languages.registerCodeActionsProvider(manifestSelector, new QuickFixes(problems), {
      providedCodeActionKinds: quickFixKinds,
    }),
    languages.registerHoverProvider(manifestSelector, hints),
    languages.registerDefinitionProvider(manifestSelector, hints),
    languages.registerCodeLensProvider(manifestSelector, new GraphLens()),
  );
}
