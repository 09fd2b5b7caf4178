#!/usr/bin/env node
// Nothing is imported statically here: on a Node that is too old, the rest fails to load before it could say why.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `Loopwright needs Node 22.13 or newer; this is ${process.versions.node}. Install a newer Node and run the command again.\n`,
  );
  process.exitCode = 3;
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
