import assert from 'node:assert/strict';
import { CodeTokens } from '../../../src/core/context/codeTokens.ts';
import { stem } from '../../../src/core/context/stem.ts';

describe('stem', () => {
  for (const [words, expected] of [
    ['create creates created creating', 'creat'],
    ['parse parses parsed parsing', 'pars'],
    ['stop stops stopped stopping', 'stop'],
    ['entry entries', 'entry'],
    ['class classes', 'class'],
    ['match matches matched matching', 'match'],
    ['string strings', 'string'],
    ['status', 'status'],
    ['analysis', 'analysis'],
    ['bus', 'bus'],
    ['been', 'been'],
  ] as const) {
    it(`${words} -> ${expected}`, () => {
      for (const word of words.split(' ')) assert.equal(stem(word), expected, word);
    });
  }
});

describe('CodeTokens', () => {
  const tokens = new CodeTokens();
  for (const [text, expected] of [
    ['getUserName', ['getusername', 'get', 'user', 'name']],
    ['parse_http_url', ['parsehttpurl', 'pars', 'http', 'url']],
    ['parseHTTPUrl', ['parsehttpurl', 'pars', 'http', 'url']],
    ['MAX_RETRIES = 3', ['maxretries', 'max', 'retry']],
    ['$scope.items[0]', ['scop', 'item']],
    ['Returns the sum of two numbers.', ['return', 'sum', 'two', 'number']],
    ['sha256', ['sha256', 'sha', '256']],
    ['größe Straße', ['größe', 'gr', 'öß', 'straße', 'stra', 'ß']],
    ['', []],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(tokens.read(text), expected));
  }

  it('gives the same terms for a word that it has seen', () => {
    const fresh = new CodeTokens();
    assert.deepEqual(fresh.ofWord('fooBar'), fresh.ofWord('fooBar'));
  });
});
