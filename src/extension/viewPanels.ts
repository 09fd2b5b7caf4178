import * as vscode from 'vscode';
import { isAbort, messageOf } from '../base/errors.ts';
import { type Contract, type Handlers, serve } from '../protocol/rpc.ts';
import { besideCode } from './besideCode.ts';
import { neverCancelled } from './cancellation.ts';
import { webviewHtml } from './webviewHtml.ts';

/** A page in an editor tab, as the code that answers it sees it. */
export interface PanelPage<C extends Contract> {
  setTitle(title: string): void;
  /** Tells the page something. A hidden page loses what it is told: `refresh` of its view is called when it is shown again. */
  emit<Name extends keyof C['events'] & string>(name: Name, value: C['events'][Name]): void;
}

/** What answers one open page, until it is closed. */
export interface PanelAnswers<C extends Contract> {
  readonly handlers: Handlers<C>;
  /** The page became visible: tell it to refetch. */
  refresh(): void;
  /** Ended with the page. */
  readonly subscriptions: readonly { dispose(): void }[];
}

/** A kind of page. `Subject` is what one page shows, a run for example; it is all that is kept over a reload. */
export interface PanelView<C extends Contract, Subject> {
  /** Name of the bundle in `dist/webview`, of the icon in `media`, and, after `loopwright.`, of the view type. */
  readonly name: string;
  /** Shown until the page sets its own. */
  readonly title: string;
  /** The subject in the state that a page kept; undefined when it holds none. The state comes from the page: trust nothing. */
  subjectFrom(state: Readonly<Record<string, unknown>>): Subject | undefined;
  /** Two pages never show subjects of the same key. */
  keyOf(subject: Subject): string;
  connect(subject: Subject, page: PanelPage<C>): PanelAnswers<C>;
}

/** Where a page opens. */
export interface PanelPlace {
  readonly preserveFocus: boolean;
  /** Beside the active editor, if there is one, unless told otherwise. */
  readonly viewColumn?: vscode.ViewColumn;
}

/** The open pages of one kind, at most one a subject. Registers itself for the reload of the window. */
export class ViewPanels<C extends Contract, Subject> implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #view: PanelView<C, Subject>;
  readonly #extension: vscode.Uri;
  readonly #output: vscode.LogOutputChannel;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(
    view: PanelView<C, Subject>,
    { extension, output }: { readonly extension: vscode.Uri; readonly output: vscode.LogOutputChannel },
  ) {
    this.#view = view;
    this.#extension = extension;
    this.#output = output;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(this.#viewType, this);
  }

  open(subject: Subject, { preserveFocus, viewColumn = besideCode() }: PanelPlace): void {
    const existing = this.#panels.get(this.#view.keyOf(subject));
    if (existing) {
      existing.reveal(existing.viewColumn, preserveFocus);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      this.#viewType,
      this.#view.title,
      { viewColumn, preserveFocus },
      { enableFindWidget: false },
    );
    this.#adopt(subject, panel);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = this.#view.subjectFrom((state ?? {}) as Readonly<Record<string, unknown>>);
    if (subject === undefined) panel.dispose();
    else this.#adopt(subject, panel);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  get #viewType(): string {
    return `loopwright.${this.#view.name}`;
  }

  #adopt(subject: Subject, panel: vscode.WebviewPanel): void {
    const { name, title } = this.#view;
    const key = this.#view.keyOf(subject);
    this.#panels.set(key, panel);
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extension, 'media', `${name}-light.svg`),
      dark: vscode.Uri.joinPath(this.#extension, 'media', `${name}-dark.svg`),
    };
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(this.#extension, 'dist', 'webview')],
    };
    // A closed page throws at every touch. What it asked for goes on to its end, since that may be writing files.
    let closed = false;
    const post = (message: unknown) => {
      if (!closed) void panel.webview.postMessage(message);
    };
    const answers = this.#view.connect(subject, {
      setTitle: (text) => {
        if (!closed) panel.title = text;
      },
      emit: (event, value) => post({ rpc: 'event', name: event, value }),
    });
    const channel = {
      post,
      onMessage: (listener: (message: unknown) => void) => panel.webview.onDidReceiveMessage(listener),
    };
    serve<C>(channel, this.#logged(answers.handlers));
    const shown = panel.onDidChangeViewState(() => panel.visible && answers.refresh());
    panel.onDidDispose(() => {
      closed = true;
      shown.dispose();
      for (const subscription of answers.subscriptions) subscription.dispose();
      if (this.#panels.get(key) === panel) this.#panels.delete(key);
    });
    panel.webview.html = webviewHtml(panel.webview, this.#extension, { name, title, state: subject });
  }

  /** The same handlers, with failures written to the output as well as sent to the page. */
  #logged(handlers: Handlers<C>): Handlers<C> {
    const wrap = ([name, handler]: [string, (input: never, signal: AbortSignal) => Promise<unknown>]) => [
      name,
      async (input: never, signal: AbortSignal) => {
        try {
          return await handler(input, signal ?? neverCancelled());
        } catch (error) {
          if (!isAbort(error)) this.#output.error(`${this.#view.title}, ${name}: ${messageOf(error)}`);
          throw error;
        }
      },
    ];
    return Object.fromEntries(Object.entries(handlers).map(wrap as never)) as Handlers<C>;
  }
}
