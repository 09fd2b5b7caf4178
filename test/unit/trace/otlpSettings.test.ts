import assert from 'node:assert/strict';
import { otlpSettings } from '../../../src/app/otlpSettings.ts';
import { isCoded } from '../../../src/base/errors.ts';

const collector = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b, bad name=1',
};
const headers = { 'x-key': 'a b' };

describe('the settings of the live export', () => {
  const cases = [
    { name: 'nothing by default', endpoint: undefined, env: {}, want: undefined },
    { name: 'nothing by variables that are not meant', endpoint: undefined, env: collector, want: undefined },
    {
      name: 'the variables when they are meant',
      endpoint: undefined,
      env: { ...collector, LOOPWRIGHT_OTLP: '1' },
      want: { url: 'http://127.0.0.1:4318/v1/traces', headers },
    },
    {
      name: 'the endpoint of traces as it is',
      endpoint: undefined,
      env: { ...collector, LOOPWRIGHT_OTLP: '1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/in' },
      want: { url: 'https://c.example/in', headers },
    },
    {
      name: 'a given address, without keys meant for another',
      endpoint: 'http://127.0.0.1:9999/otlp/',
      env: collector,
      want: { url: 'http://127.0.0.1:9999/otlp/v1/traces', headers: {} },
    },
    {
      name: 'a given address that is complete',
      endpoint: 'http://127.0.0.1:9999/v1/traces',
      env: {},
      want: { url: 'http://127.0.0.1:9999/v1/traces', headers: {} },
    },
    {
      name: 'nothing when asked for without an address',
      endpoint: undefined,
      env: { LOOPWRIGHT_OTLP: '1' },
      want: undefined,
    },
  ];
  for (const { name, endpoint, env, want } of cases)
    it(`are ${name}`, () => {
      assert.deepEqual(otlpSettings(endpoint, env), want);
    });

  for (const endpoint of ['127.0.0.1:4318', 'file:///etc/passwd', ''])
    it(`refuse ${JSON.stringify(endpoint)}`, () => {
      assert.throws(
        () => otlpSettings(endpoint, {}),
        (error) => isCoded(error, 'usage.badEndpoint'),
      );
    });
});
