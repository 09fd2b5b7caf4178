#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// Checked before anything else is loaded: an older Node fails on the rest with words that help nobody.
if (major < 22 || (major === 22 && minor < 13)) {
  const message = `Loopwright needs Node 22.13 or later; this is Node ${process.versions.node} (${process.execPath}).`;
  const error = { code: 'node.tooOld', message, hint: 'Install a newer Node and run it with that one.' };
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ ok: false, traceId: null, error })}\n`);
  process.stderr.write(`${message}\n`);
  process.exitCode = 3;
} else {
  // Whoever reads the output may stop reading (`| head`): that ends neither a run nor the process in a crash.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Help and the version are sooner there without.
  if (process.argv[2]?.startsWith('-') === false) {
    (await import('./ownFiles.ts')).findOwnFilesAtOnce();
    const { keepCompiledCode } = await import('../app/compiledCode.ts');
    const { version } = await import('./version.ts');
    keepCompiledCode(process.env, version);
  }
  const { runCli } = await import('./runCli.ts');
  process.exitCode = await runCli(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
