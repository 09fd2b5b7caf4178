/** What `npm audit --json` said, in lines. */
export interface AuditVerdict {
  readonly lines: readonly string[];
  /** False where the registry gave no answer. */
  readonly isAnswered: boolean;
  /** High or critical weaknesses of packages that ship. */
  readonly severe: number;
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  readonly via: readonly (string | { readonly title?: string; readonly url?: string })[];
}

/** Judges the report: tools that only build and test may wait for their next version, what ships may not. */
export function auditVerdict(report: string, shipped: ReadonlySet<string>): AuditVerdict {
  const found = vulnerabilitiesIn(report);
  if (found === undefined) {
    const line = 'The registry could not be asked for known weaknesses (npm audit gave no report).';
    return { lines: [line], isAnswered: false, severe: 0 };
  }
  const lines = found.map(({ name, severity, via }) => {
    const why = via
      .map((one) => (typeof one === 'string' ? one : `${one.title ?? ''} ${one.url ?? ''}`.trim()))
      .join('; ');
    return `${shipped.has(name) ? 'ships' : 'tool '}  ${severity.padEnd(8)}  ${name}: ${why}`;
  });
  const severe = found.filter(({ name, severity }) => shipped.has(name) && /^(?:high|critical)$/.test(severity)).length;
  const summary = `${found.length} packages with known weaknesses, ${severe} of those that ship severe`;
  return { lines: [...lines, summary], isAnswered: true, severe };
}

function vulnerabilitiesIn(report: string): readonly Vulnerability[] | undefined {
  try {
    const { vulnerabilities } = JSON.parse(report) as {
      readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
    };
    return vulnerabilities && Object.values(vulnerabilities);
  } catch {
    return undefined;
  }
}
