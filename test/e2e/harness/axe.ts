import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

/**
 * Serious and critical findings of axe-core about a page, one sentence each. `rules` names those that are asked, which is
 * quicker than all.
 */
export async function seriousFindings(page: Page | Frame, rules?: readonly string[]): Promise<readonly string[]> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated by the debugger, which no policy of the page forbids.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const options = JSON.stringify(rules ? { runOnly: { type: 'rule', values: rules } } : {});
  const violations = (await page.evaluate(`axe.run(${options}).then(({ violations }) => violations)`)) as readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly Found[];
  }[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(sayNode).join(' | ')}`);
}

interface Found {
  readonly html: string;
  readonly any: readonly {
    readonly data?: { readonly contrastRatio?: number; readonly fgColor?: string; readonly bgColor?: string };
  }[];
}

function sayNode({ html, any }: Found): string {
  const { contrastRatio, fgColor, bgColor } = any[0]?.data ?? {};
  return html.slice(0, 200) + (contrastRatio === undefined ? '' : ` (${contrastRatio}: ${fgColor} on ${bgColor})`);
}
