import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isOpenToListeners } from '../../../src/adapters/store/postgresServer.ts';
import {
  noStoreSettings,
  ownWorkspaceName,
  readStoreSettings,
  storePassword,
} from '../../../src/adapters/store/storeSettings.ts';
import { isCoded, messageOf } from '../../../src/base/errors.ts';

describe('store settings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lwst-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(path.join(folder, 'store.json'), text);

  it('are empty without a file and a variable', () => {
    assert.deepEqual(readStoreSettings(folder, {}), noStoreSettings);
  });

  it('come from the file, and from the environment before it', () => {
    write('{"url":"postgres://a@file/db","workspace":"team/app","retention":{"olderThanDays":30,"keep":5}}');
    assert.deepEqual(readStoreSettings(folder, {}), {
      url: 'postgres://a@file/db',
      workspace: 'team/app',
      retention: { olderThanDays: 30, keep: 5 },
    });
    const env = { LOOPWRIGHT_STORE: 'postgresql://b@env/db', LOOPWRIGHT_STORE_WORKSPACE: 'mine' };
    const { url, workspace, retention } = readStoreSettings(folder, env);
    assert.deepEqual([url, workspace, retention.keep], ['postgresql://b@env/db', 'mine', 5]);
  });

  const secret = 'very-secret-word';
  for (const [what, text] of [
    ['no JSON', `{"url": postgres://u:${secret}@h/d`],
    ['no object', `["${secret}"]`],
    ['another scheme', `{"url":"mysql://u:${secret}@h/d"}`],
    ['a URL that is no text', `{"url":["${secret}"]}`],
    ['a key that does not exist', `{"ulr":"postgres://u:${secret}@h/d"}`],
    ['a name that is none', `{"workspace":"${secret}\\u0000"}`],
    ['a retention that is no number', `{"retention":{"keep":"${secret}"}}`],
    ['a negative retention', '{"retention":{"olderThanDays":-1}}'],
  ] as const)
    it(`refuse ${what}, and quote no value`, () => {
      write(text);
      assert.throws(
        () => readStoreSettings(folder, {}),
        (error) => isCoded(error, 'store.badSettings') && !messageOf(error).includes(secret),
      );
    });

  it('find the password wherever an address holds it', () => {
    assert.equal(storePassword('postgres://u:p%40ss@h/d'), 'p@ss');
    assert.equal(storePassword('postgres://h/d?user=u&password=p'), 'p');
    assert.equal(storePassword('postgres://u@h/d'), undefined);
    assert.equal(storePassword(undefined), undefined);
  });

  it('give a workspace a name of its own that stays', () => {
    const [left, right] = [path.join(folder, 'app-1'), path.join(folder, 'app-2')];
    const name = ownWorkspaceName(left);
    assert.match(name, /^app-1-[0-9a-f-]{36}$/);
    assert.equal(ownWorkspaceName(left), name);
    assert.notEqual(ownWorkspaceName(right), name);
  });

  for (const [url, open] of [
    ['postgres://u@db.example/x', true],
    ['postgres://u@db.example/x?sslmode=disable', true],
    ['postgres://u@db.example/x?sslmode=require', false],
    ['postgres://u@db.example/x?ssl=true', false],
    ['postgres://u@127.0.0.1:5432/x', false],
    ['postgres://u@localhost/x', false],
    ['postgres://u@[::1]/x', false],
    ['postgres:///x?host=/run/postgresql', false],
  ] as const)
    it(`${url} ${open ? 'is' : 'is not'} open to listeners`, () => assert.equal(isOpenToListeners(url), open));
});
