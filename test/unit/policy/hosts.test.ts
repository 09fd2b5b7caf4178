import assert from 'node:assert/strict';
import { bothPolicies, hostListsOf, type Policy, type PolicyLayer } from '../../../src/core/policy/policy.ts';

const hosts = (...names: string[]) => names.map((name) => `${name}.example.org:443`);
const own = (...names: string[]): PolicyLayer => ({
  from: 'person',
  file: 'own',
  network: { hosts: hosts(...names), grants: true },
});
const shared = (...names: string[]): PolicyLayer => ({
  from: 'workspace',
  file: 'shared',
  network: { hosts: hosts(...names) },
});
const policyOf = (...layers: PolicyLayer[]): Policy => ({ mode: 'standard', layers });
const said = (policy: Policy) => hostListsOf(policy).map(({ rule, hosts: listed }) => `${rule} ${listed.join(' ')}`);

describe('the hosts that a policy lets commands reach', () => {
  it('are granted by the own file only, and narrowed by that of a workspace', () => {
    assert.deepEqual(said(policyOf()), []);
    assert.deepEqual(said(policyOf(shared('a'))), []);
    assert.deepEqual(said(policyOf(shared('a'), own('a', 'b'))), [
      'own: network.allow a.example.org:443 b.example.org:443',
      'shared: network.allow a.example.org:443',
    ]);
  });

  it('are none once one list is empty', () => {
    assert.deepEqual(said(policyOf(own('a'), shared())), []);
    assert.deepEqual(said(policyOf(own(), shared('a'))), []);
  });

  it('are, for a run that goes on, those of then and now', () => {
    assert.deepEqual(said(bothPolicies(policyOf(own('a')), policyOf(own('a')))), [
      'own: network.allow a.example.org:443',
    ]);
    assert.deepEqual(said(bothPolicies(policyOf(own('a')), policyOf(own('a', 'b')))), [
      'own: network.allow a.example.org:443 b.example.org:443',
      'own: network.allow a.example.org:443',
    ]);
    // What was taken away since is gone, and what was added since does not come.
    assert.deepEqual(said(bothPolicies(policyOf(own('a')), policyOf())), []);
    assert.deepEqual(said(bothPolicies(policyOf(), policyOf(own('a')))), []);
    const twice = bothPolicies(policyOf(), policyOf(own('a')));
    assert.deepEqual(said(bothPolicies(twice, policyOf(own('a')))), []);
  });
});
