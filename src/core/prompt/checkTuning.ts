import { objectivesOf } from '../manifest/optimiserFields.ts';
import type { Reporter } from '../manifest/reporter.ts';
import type { OptimiserSettings, ParameterName, PromptFile, PromptParameter } from './promptFile.ts';
import type { FrontMatter } from './promptSchema.ts';

type Range = {
  readonly default?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

/** The parameters that a front matter declares. A range that nothing fits, or that its default does not fit, is reported. */
export function checkParameters({ parameters = {} }: FrontMatter, reporter: Reporter): PromptFile['parameters'] {
  for (const [name, declared] of Object.entries(parameters)) {
    if (declared === undefined || 'values' in declared) continue;
    const { default: preset, min = -Infinity, max = Infinity } = declared as Range;
    const add = (key: string, message: string) =>
      reporter.add({ code: 'prompt.range', at: reporter.source.rangeOf(['parameters', name, key]), message });
    if (min > max) add('min', `${name}: found a least value of ${min}, which is above the greatest, ${max}.`);
    else if (preset !== undefined && (preset < min || preset > max))
      add('default', `${name}: found the default ${preset}, expected a number from ${min} to ${max}.`);
  }
  const kept = Object.entries(parameters).filter(([, declared]) => declared !== undefined);
  return Object.fromEntries(kept) as Partial<Record<ParameterName, PromptParameter>>;
}

/** What a front matter lets an optimiser do. A parameter that may change and has no range or values is reported. */
export function checkOptimiser(
  { optimise, parameters = {} }: FrontMatter,
  reporter: Reporter,
): OptimiserSettings | undefined {
  if (!optimise) return undefined;
  const { objective, budget, change } = optimise;
  const fits = (name: ParameterName) => {
    const declared: PromptParameter | Range | undefined = parameters[name];
    return declared && ('values' in declared || (declared.min !== undefined && declared.max !== undefined));
  };
  for (const [index, name] of change.entries()) {
    const at = reporter.source.rangeOf(['optimise', 'change', index]);
    if (change.indexOf(name) < index)
      reporter.add({ code: 'optimise.twice', at, message: `"${name}" is named twice.`, severity: 'warning' });
    if (name === 'text' || fits(name)) continue;
    reporter.add({
      code: 'optimise.noRange',
      at,
      message: `"${name}" may change, but nothing says within what; expected parameters.${name} with ${name === 'model' || name === 'editFormat' ? 'values' : 'min and max'}.`,
    });
  }
  return { objectives: objectivesOf(objective), budget, change: [...new Set(change)] };
}
