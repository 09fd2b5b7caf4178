import assert from 'node:assert/strict';
import { auditVerdict } from '../../../scripts/auditVerdict.ts';

const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });
const weak = (name: string, severity: string) => ({ name, severity, via: [{ title: 'Escapes', url: 'https://x/1' }] });

describe('npm run audit', () => {
  const shipped = new Set(['yaml', 'zod']);

  it('counts severe weaknesses of what ships alone, and tells of all', () => {
    const { lines, severe, isAnswered } = auditVerdict(
      report({
        yaml: weak('yaml', 'high'),
        zod: weak('zod', 'moderate'),
        jest: { ...weak('jest', 'critical'), via: ['x'] },
      }),
      shipped,
    );
    assert.deepEqual([severe, isAnswered], [1, true]);
    assert.deepEqual(lines, [
      'ships  high      yaml: Escapes https://x/1',
      'ships  moderate  zod: Escapes https://x/1',
      'tool   critical  jest: x',
      '3 packages with known weaknesses, 1 of those that ship severe',
    ]);
  });

  it('finds nothing in an empty report', () => {
    assert.deepEqual(auditVerdict(report({}), shipped).severe, 0);
  });

  for (const silent of ['', 'npm error', '{"message":"405 Method Not Allowed"}'])
    it(`says that nobody answered: ${silent || 'no output'}`, () => {
      const { isAnswered, severe, lines } = auditVerdict(silent, shipped);
      assert.deepEqual([isAnswered, severe], [false, 0]);
      assert.match(lines.join(), /could not be asked/);
    });
});
