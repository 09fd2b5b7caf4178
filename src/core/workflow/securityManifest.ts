import { parseHostRule } from '../../base/hostRule.ts';
import { type Problem, sortProblems } from '../manifest/problem.ts';
import { Reporter } from '../manifest/reporter.ts';
import { checkShape, show } from '../manifest/schemaProblems.ts';
import { readYaml } from '../manifest/yamlSource.ts';
import { checkVersion, type VersionRule } from './checkVersion.ts';
import { allowsEverything } from './openCommand.ts';
import { type SecurityManifest, securitySchema } from './securitySchema.ts';

/** Whose security file it is: the person's own, or one that came with a repository, which can allow nothing. */
export type SecurityPlace = 'person' | 'workspace';

type Rule = NonNullable<SecurityManifest['rules']>[number];

/** The rule of security manifests for version checks. */
export const securityVersion: VersionRule = { what: 'security manifest', version: 1, upgrades: [] };

/** What a file says, or everything that is wrong with it. Never throws. */
export function parseSecurity(
  text: string,
  file: string,
  place: SecurityPlace,
): { readonly value: SecurityManifest | undefined; readonly problems: readonly Problem[] } {
  const reporter = new Reporter(readYaml(text, file));
  const value = checkVersion(reporter, securityVersion);
  const subject = { value: { version: 1, ...value }, path: [], label: 'the security manifest' };
  const fits = value !== undefined && checkShape(securitySchema, subject, reporter);
  if (fits) checkSecurity(value, reporter, place);
  const said = reporter.failed || !fits ? undefined : (value as SecurityManifest);
  return { value: said, problems: sortProblems(reporter.problems) };
}

/** Reports what the shape of a security manifest cannot say. The value fits the schema. */
export function checkSecurity(value: unknown, reporter: Reporter, place: SecurityPlace): void {
  const { rules = [], network } = value as SecurityManifest;
  for (const [at, host] of (network?.allow ?? []).entries()) checkHost(host, { reporter, at });
  for (const [at, rule] of rules.entries()) {
    checkEffect(rule, { reporter, at });
    if (rule.allow === undefined) checkNothingOfAllow(rule, { reporter, at });
    else if (place === 'workspace') {
      reporter.add({
        code: 'security.notHere',
        at: reporter.source.keyRangeOf(['rules', at, 'allow']),
        message: `rule ${at + 1}: a workspace can take away, and allow nothing.`,
        suggestion: "Put the rule into security.yaml in Loopwright's data folder, which belongs to you.",
      });
    } else checkAllow(rule, { reporter, at });
  }
}

function checkHost(host: string, { reporter, at }: RulePlace): void {
  const rule = parseHostRule(host);
  if (!('fault' in rule)) return;
  reporter.add({
    code: 'security.host',
    at: reporter.source.rangeOf(['network', 'allow', at]),
    message: `network.allow: found ${show(host)}: ${rule.fault}.`,
    suggestion: 'Write hosts such as registry.example.org, registry.example.org:8443 or *.example.org.',
  });
}

interface RulePlace {
  readonly reporter: Reporter;
  readonly at: number;
}

function checkEffect(rule: Rule, { reporter, at }: RulePlace): void {
  const found = (['deny', 'ask', 'allow'] as const).filter((effect) => rule[effect] !== undefined);
  if (found.length === 1) return;
  const said = found.length === 0 ? 'none' : found.map((one) => `"${one}"`).join(' and ');
  reporter.add({
    code: 'security.effect',
    at: reporter.source.rangeOf(['rules', at]),
    message: `rule ${at + 1}: found ${said}, expected one of "deny", "ask" and "allow".`,
    suggestion: 'Write one rule for each.',
  });
}

function checkNothingOfAllow(rule: Rule, { reporter, at }: RulePlace): void {
  for (const field of ['until', 'workspace'] as const) {
    if (rule[field] === undefined) continue;
    reporter.add({
      code: 'security.onlyAllow',
      at: reporter.source.keyRangeOf(['rules', at, field]),
      message: `rule ${at + 1}: "${field}" is for rules that allow; what is refused or asked stays so.`,
    });
  }
}

function checkAllow({ until, workspace, command }: Rule, { reporter, at }: RulePlace): void {
  const { source } = reporter;
  if (until !== undefined && endOfDay(until) === undefined) {
    const message = `until of rule ${at + 1}: found ${show(until)}, expected a day that there is.`;
    reporter.add({ code: 'security.until', at: source.rangeOf(['rules', at, 'until']), message });
  }
  if (workspace !== undefined && !/^(?:\/|[A-Za-z]:[\\/])/.test(workspace)) {
    const message = `workspace of rule ${at + 1}: found ${show(workspace)}, expected an absolute path.`;
    reporter.add({ code: 'security.workspace', at: source.rangeOf(['rules', at, 'workspace']), message });
  }
  if (command !== undefined && allowsEverything(command)) {
    reporter.add({
      code: 'security.openCommand',
      at: source.rangeOf(['rules', at, 'command']),
      message: `rule ${at + 1}: this program carries out what its arguments say, so {any: true} would allow everything.`,
      suggestion: 'Write the arguments out, or name them with {oneOf: […]}.',
    });
  }
}

/** The end of a day in UTC, ms since 1970; undefined for one that there is not. */
export function endOfDay(day: string): number | undefined {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return undefined;
  return start + 86_400_000;
}
