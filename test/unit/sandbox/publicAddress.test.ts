import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { isPublicAddress } from '../../../src/adapters/network/publicAddress.ts';

describe('addresses of the public network', () => {
  const no = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.0.0.192'],
    ...['192.0.2.1', '192.168.0.1', '198.18.0.1', '203.0.113.7', '224.0.0.251', '255.255.255.255', '168.63.129.16'],
    ...[
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:127.0.0.1',
      '::8.8.8.8',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'fd00:ec2::254',
    ],
    ...['fc00::1', 'ff02::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe'],
    ...['64:ff9b:1::1', '100::1', 'localhost', '', '127.1'],
  ];
  for (const address of no) it(`${address} is none`, () => assert.equal(isPublicAddress(address), false));

  const yes = [
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::8',
    '64:ff9b::808:808',
  ];
  for (const address of yes) it(`${address} is one`, () => assert.equal(isPublicAddress(address), true));

  it('is none that this machine has itself', () => {
    for (const face of Object.values(networkInterfaces()).flatMap((faces) => faces ?? []))
      assert.equal(isPublicAddress(face.address), false, face.address);
  });
});
