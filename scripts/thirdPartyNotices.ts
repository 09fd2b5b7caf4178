import { readdirSync, readFileSync } from 'node:fs';
import type { Metafile } from './bundleRules.ts';

/**
 * The text of dist/THIRD-PARTY-NOTICES.txt: name, version, licence and licence text of every package of which a byte
 * ships. The bundler's metafile knows that exactly; a list kept by hand would not.
 */
export function thirdPartyNotices(metas: readonly Metafile[], copiedPackages: readonly string[]): string {
  const notices = shippedPackages(metas, copiedPackages).map(notice);
  return ['Loopwright contains the following third-party software.', ...notices].join(`\n\n${'-'.repeat(78)}\n\n`);
}

/** The folders of all packages of which a byte ships, by name. */
export function shippedPackages(metas: readonly Metafile[], copiedPackages: readonly string[]): readonly string[] {
  const folders = new Set(copiedPackages.map((name) => `node_modules/${name}`));
  for (const { inputs } of metas) {
    for (const input of Object.keys(inputs)) {
      const folder = packageFolder(input);
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders].sort();
}

/** Licences under which a package may ship with ours, by their SPDX names: they ask for a notice at most. */
const allowed = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'Unlicense',
  'BlueOak-1.0.0',
]);

/** What ships under a licence that is not allowed, or under none that it declares; a sentence each. */
export function licenceFaults(packages: readonly { readonly name: string; readonly license?: unknown }[]): string[] {
  return packages
    .filter(({ license }) => typeof license !== 'string' || !isAllowed(license))
    .map(({ name, license }) => `${name} ships under ${JSON.stringify(license ?? 'no licence')}, which is not allowed`);
}

/** Of `(A OR B)` one is enough, of `A AND B` both are needed. What is nested deeper is looked at by a person. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(plain)) return false;
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((one) => allowed.has(one)));
}

/** "node_modules/a/node_modules/@b/c" for "node_modules/a/node_modules/@b/c/lib/x.js". */
export function packageFolder(input: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** The manifests of packages, by their folders. */
export function manifestsOf(
  folders: readonly string[],
): readonly { readonly name: string; readonly license?: unknown }[] {
  return folders.map((folder) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')));
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
