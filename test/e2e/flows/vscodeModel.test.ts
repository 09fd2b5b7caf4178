import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { acceptAll, awaitReview } from '../harness/flows.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';

interface Asked {
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly tools: readonly string[];
}

const edit = [
  'Accents and punctuation stay in.',
  '',
  'src/slug.js',
  '<<<<<<< SEARCH',
  "  return title.toLowerCase().replace(/ /g, '-');",
  '=======',
  "  const plain = title.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '');",
  "  return plain.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');",
  '>>>>>>> REPLACE',
  '',
].join('\n');

/** First two calls at once, then the edit. */
function answer({ messages }: Asked): readonly object[] {
  const said = JSON.stringify(messages);
  if (said.includes('Answer with the word')) return [{ text: 'ready' }];
  if (messages.some(({ content }) => content.some((part) => 'result' in part))) return [{ text: edit }];
  return [
    { text: 'I look. ' },
    { call: 'read_file', callId: 'one', input: { path: 'src/slug.js' } },
    { call: 'list_files', callId: 'two', input: {} },
  ];
}

// A model that an extension registers with vscode.lm, and the packaged extension that asks it through the same API.
describe('a model of VS Code', function () {
  this.timeout(240_000);
  let session: Session;
  let server: Server;
  const asked: Asked[] = [];

  before(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const one = JSON.parse(body) as Asked;
        asked.push(one);
        response.end(JSON.stringify(answer(one)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    session = await startSession({
      settings: { 'loopwright.model': 'auto', 'loopwright.repairSeconds': 0, 'chat.disableAIFeatures': false },
      env: { LM_TEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      extensions: [path.join(import.meta.dirname, '..', 'lmExtension')],
    });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(async () => {
    await session?.close();
    server?.close();
  });

  it('is found, chosen, agreed to, and asked with tools; what it costs is an estimate or unknown', async () => {
    const folder = session.copyFixture('needs-model-js');
    const workbench = await session.open(folder);
    const { page } = workbench;
    await workbench.command('Loopwright: Connect a Model');
    await workbench.rows(/vscode\/scripted\/scripted-1/).waitFor({ timeout: 60_000 });
    await session.shoot('connect-vscode-model');
    assert.equal(asked.length, 0, 'nothing is sent by looking');
    await workbench.choose(/vscode\/scripted\/scripted-1/);
    await workbench.notification(/Runs use vscode\/scripted\/scripted-1 from now on\. Nothing has been sent/).waitFor();
    assert.equal(asked.length, 0, 'nothing is sent by choosing');
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/node --test/);
    await page.getByRole('button', { name: 'OK', exact: true }).click({ timeout: 60_000 });
    await workbench
      .dialog()
      .getByText('May code of this project be sent to the models of scripted in VS Code?')
      .waitFor({ timeout: 60_000 });
    await session.shoot('agree-vscode-model');
    await workbench.dialog().getByRole('button', { name: 'Send Code There' }).click();
    const allow = workbench.dialog().getByRole('button', { name: 'Allow' });
    await allow.click({ timeout: 10_000 }).catch(() => undefined);
    const panel = await awaitReview(workbench);
    assert.match((await panel.locator('.cost').textContent()) ?? '', /cost unknown|estimated/);
    const [first, second] = asked.filter(({ tools }) => tools.length > 0);
    assert.ok(first?.tools.includes('read_file'));
    assert.match(JSON.stringify(first?.messages[0]), /Instructions for this conversation/);
    const results = second?.messages.flatMap(({ content }) => content).filter((part) => 'result' in part);
    assert.deepEqual(
      results?.map(({ callId }) => callId),
      ['one', 'two'],
    );
    await acceptAll(panel);
    await panel.getByText(/Applied 1 change to src\/slug\.js/).waitFor();
    assert.match(readFileSync(path.join(folder, 'src/slug.js'), 'utf8'), /normalize\('NFKD'\)/);
  });
});
