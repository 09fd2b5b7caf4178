import type { PatchFormat } from '../../src/core/patch/fileEdit.ts';
import { type Distortion, doubtful, undoable } from './distortions.ts';
import type { CaseGroup, EditCase } from './editCase.ts';
import { changed, loadSources, pickSite, randomOf, type Source, textOf } from './editSite.ts';
import { answerForms, fileForms } from './formCases.ts';
import { placeCases } from './placeCases.ts';
import { applyPatch, blocks, diff, type Written } from './renderEdit.ts';
import { severalCases } from './severalCases.ts';

const renderers: Record<Exclude<PatchFormat, 'whole-file'>, (all: readonly Written[]) => string[]> = {
  'search-replace': (all) => blocks(all),
  'unified-diff': diff,
  'apply-patch': applyPatch,
};

/** What only happens where code is quoted, or is another matter in a diff. */
const blocksOnly = /^(?:line numbers|an empty line|the first line|a placeholder)/;

/** Cases derived from the sources; the same ones each time. */
export function generatedCases(): readonly CaseGroup[] {
  const sources = loadSources();
  return [
    { name: 'generated: copied wrongly', cases: distorted(sources, undoable) },
    { name: 'generated: cannot be told', cases: distorted(sources, doubtful) },
    { name: 'generated: files', cases: fileForms(sources) },
    { name: 'generated: answers', cases: answerForms(sources) },
    { name: 'generated: places', cases: placeCases(sources) },
    { name: 'generated: several', cases: severalCases(sources) },
  ];
}

/** Every distortion in blocks for each source; in diffs for every second one; in `*** Begin Patch` for one. */
function distorted(sources: readonly Source[], distortions: readonly Distortion[]): EditCase[] {
  return distortions.flatMap((distortion, turn) =>
    sources.flatMap((source, at) => {
      const own: (keyof typeof renderers)[] = ['search-replace'];
      if (!blocksOnly.test(distortion.name)) {
        if ((turn + at) % 2 === 0) own.push('unified-diff');
        if ((turn + at) % 6 === 0) own.push('apply-patch');
      }
      return own.flatMap((format) => distortedCase(source, distortion, format));
    }),
  );
}

function distortedCase(source: Source, distortion: Distortion, format: keyof typeof renderers): EditCase[] {
  const name = `${distortion.name}, ${source.path}, ${format}`;
  const site = pickSite(source, randomOf(name), distortion.wish);
  const rows = site === undefined ? undefined : distortion.rows?.(site);
  if (site === undefined || rows === undefined) return [];
  const lines = distortion.file?.(site) ?? source.lines;
  const result = { [source.path]: textOf(resultOf(lines, site, distortion)) };
  const right =
    distortion.refused === undefined
      ? { applied: result }
      : { refused: distortion.refused, ...(distortion.hopeless === true ? {} : { alsoRight: result }) };
  const answer = renderers[format]([{ path: source.path, rows, start: site.start }]);
  return [{ name, format, files: { [source.path]: textOf(lines) }, answer, ...right }];
}

/** The file with the change in; a line that the file has more than the model saw stays where it is. */
function resultOf(
  lines: readonly string[],
  site: Parameters<typeof changed>[1] & { source: Source },
  distortion: Distortion,
): string[] {
  const more = lines.length - site.source.lines.length;
  if (more === 0 || distortion.refused === undefined) return changed(lines, site);
  const put = site.start + 1;
  const without = [...lines.slice(0, put), ...lines.slice(put + more)];
  return [
    ...changed(without, site).slice(0, put),
    ...lines.slice(put, put + more),
    ...changed(without, site).slice(put),
  ];
}
