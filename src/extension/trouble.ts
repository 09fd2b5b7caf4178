import * as vscode from 'vscode';
import { CodedError, isAbort, messageOf } from '../base/errors.ts';

const t = vscode.l10n.t;

/** A button under a message: what it says and the command it runs. */
interface Offer {
  readonly title: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}

interface Trouble {
  /** Replaces the error's own sentence; without it that sentence is shown. */
  readonly sentence?: string;
  readonly offers: readonly Offer[];
  /** The error's own hint speaks of the command line, and the offers say it better. */
  readonly hideHint?: boolean;
}

/** Opens the settings at one of ours. */
function settingOffer(title: string, setting: string): Offer {
  return { title, command: 'workbench.action.openSettings', args: [`loopwright.${setting}`] };
}

/** One table: what the person can do about each code. A code that is not here is looked up by its part before the dot. */
function troubleOf(code: string): Trouble | undefined {
  const output: Offer = { title: t('Show Output'), command: 'loopwright.showOutput' };
  const command = settingOffer(t('Choose a Command…'), 'testCommand');
  const key: Offer = { title: t('Set Key…'), command: 'loopwright.setModelKey' };
  const connect: Offer = { title: t('Connect a Model'), command: 'loopwright.connectModel' };
  const sandbox: Offer = { title: t('Check the Sandbox'), command: 'loopwright.checkSandbox' };
  const machine: Offer = { title: t('Check This Machine'), command: 'loopwright.checkMachine' };
  const table: Readonly<Record<string, Trouble>> = {
    'engine.stopped': { offers: [output] },
    'rpc.closed': { offers: [output] },
    'workspace.none': { offers: [{ title: t('Open Folder'), command: 'vscode.openFolder' }] },
    'workspace.untrusted': {
      sentence: t(
        'This workspace is not trusted. A run executes the tests of the project, so starting one needs trust.',
      ),
      offers: [{ title: t('Manage Workspace Trust'), command: 'workbench.trust.manage' }],
    },
    'tests.crashed': { offers: [output, command] },
    'tests.noneRan': { offers: [output, command] },
    'tests.noFile': { offers: [{ title: t('Fix Failing Test'), command: 'loopwright.fixFailingTest' }, output] },
    tests: { offers: [command, output] },
    sandbox: { offers: [sandbox, settingOffer(t('Run Not Isolated…'), 'sandbox.allowNotIsolated')], hideHint: true },
    'model.none': { offers: [connect] },
    'model.noneInEditor': { offers: [connect] },
    'model.notInEditor': { offers: [connect] },
    'model.noKey': { offers: [key, connect], hideHint: true },
    model: { offers: [connect, key] },
    budget: { offers: [{ title: t('Resume Run…'), command: 'loopwright.resumeRun' }] },
    'run.held': { offers: [output], hideHint: true },
    git: { offers: [machine] },
    data: { offers: [machine] },
    run: { offers: [output], hideHint: true },
    workspace: { offers: [output] },
  };
  return table[code] ?? table[code.split('.')[0] ?? ''];
}

/** Tells the person what went wrong and what can be done. An abort is not shown. Never rejects. */
export async function showTrouble(error: unknown, output: vscode.LogOutputChannel): Promise<void> {
  if (isAbort(error)) return;
  output.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const coded = error instanceof CodedError ? error : undefined;
  const trouble: Trouble = troubleOf(coded?.code ?? '') ?? { offers: [] };
  const log: Offer = { title: t('Show Output'), command: 'loopwright.showOutput' };
  // Whatever else can be done, the log is one click away.
  const offers = trouble.offers.some(({ command }) => command === log.command)
    ? trouble.offers
    : [...trouble.offers, log];
  const sentence = trouble.sentence ?? messageOf(error);
  const text =
    coded?.hint !== undefined && !trouble.hideHint && !sentence.includes(coded.hint)
      ? `${sentence} ${coded.hint}`
      : sentence;
  const chosen = await vscode.window.showErrorMessage(text, ...offers.map(({ title }) => title));
  const offer = offers.find(({ title }) => title === chosen);
  if (offer) await vscode.commands.executeCommand(offer.command, ...(offer.args ?? []));
}

/** Tells that the engine stopped by itself. Never rejects. */
export async function tellCrash(reason: string): Promise<void> {
  const output = t('Show Output');
  const text = t(
    'The engine stopped: {0}. Your files are as you left them. It starts again when it is needed.',
    reason,
  );
  if ((await vscode.window.showErrorMessage(text, output)) === output)
    await vscode.commands.executeCommand('loopwright.showOutput');
}

/** Throws `workspace.untrusted` in a restricted workspace. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new CodedError('workspace.untrusted', 'This workspace is not trusted.');
}
