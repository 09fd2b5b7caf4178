import { readdirSync, readFileSync } from 'node:fs';
import type { Metafile } from './bundleRules.ts';

/**
 * The text of dist/THIRD-PARTY-NOTICES.txt: name, version, licence and licence text of every package of which a byte
 * ships. The bundler's metafile knows that exactly; a list kept by hand would not.
 */
export function thirdPartyNotices(metas: readonly Metafile[], copiedPackages: readonly string[]): string {
  const folders = new Set(copiedPackages.map((name) => `node_modules/${name}`));
  for (const { inputs } of metas) {
    for (const input of Object.keys(inputs)) {
      const folder = packageFolder(input);
      if (folder !== undefined) folders.add(folder);
    }
  }
  const notices = [...folders].sort().map(notice);
  return ['Loopwright contains the following third-party software.', ...notices].join(`\n\n${'-'.repeat(78)}\n\n`);
}

/** "node_modules/a/node_modules/@b/c" for "node_modules/a/node_modules/@b/c/lib/x.js". */
export function packageFolder(input: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<
    string,
    string
  >;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)(\.|-|$)/i.test(file))
    .sort()
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim());
  return [`${name} ${version} (${license ?? 'licence not declared'})`, ...texts].join('\n\n');
}
