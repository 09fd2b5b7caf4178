import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pyenvVersion } from '../../../src/adapters/sandbox/pyenvVersion.ts';

describe('pyenvVersion', () => {
  let root: string;
  let shim: string;
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text, { mode: 0o755 });
  };
  const shimOf = (at: string) =>
    `#!/usr/bin/env bash\nset -e\nprogram="\${0##*/}"\n\nexport PYENV_ROOT="${at}"\nexec "${at}/libexec/pyenv" exec "$program" "$@"\n`;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'loopwright-pyenv-'));
    shim = path.join(root, 'shims/python3');
    write('shims/python3', shimOf(root));
    write('version', '# chosen\n3.12.4\n');
    write('versions/3.12.4/bin/python3', 'binary');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is the global version that the shim would run', () => {
    assert.equal(pyenvVersion(shim, {}), path.join(root, 'versions/3.12.4'));
  });

  const undecided: readonly [name: string, change: () => void, env: Record<string, string>][] = [
    ['the person chose one for this shell', () => undefined, { PYENV_VERSION: '3.9.1' }],
    ['another folder decides', () => undefined, { PYENV_DIR: '/work' }],
    ['several are global', () => write('version', '3.12.4 3.9.1\n'), {}],
    ['the system’s is global', () => write('version', 'system\n'), {}],
    ['only a prefix is written', () => write('version', '3.12\n'), {}],
    ['nothing is global', () => rmSync(path.join(root, 'version')), {}],
    ['a name leads out of the versions', () => write('version', '../../elsewhere\n'), {}],
    ['it is a virtual environment, whose base counts too', () => write('versions/3.12.4/pyvenv.cfg', 'home = /x'), {}],
    ['that version has no such program', () => rmSync(path.join(root, 'versions/3.12.4/bin/python3')), {}],
    [
      'the program is another tool’s shim',
      () => write('shims/python3', '#!/bin/sh\nexec asdf exec python3 "$@"\n'),
      {},
    ],
    ['the shim works its root out', () => write('shims/python3', shimOf('$HOME/.pyenv')), {}],
  ];
  for (const [name, change, env] of undecided)
    it(`leaves it to the shim when ${name}`, () => {
      change();
      assert.equal(pyenvVersion(shim, env), undefined);
    });
});
