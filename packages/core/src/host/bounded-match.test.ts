import test from 'ava'
import { matchWithin } from './bounded-match.ts'

test('each text is matched', (t) => {
  t.deepEqual(matchWithin(1_000, { pattern: /^a/u, texts: ['ab', 'ba', 'a'] }), [true, false, true])
})

test('a pattern that takes too long is ended', (t) => {
  t.is(matchWithin(10, { pattern: /^(a+)+b$/u, texts: ['a', 'a'.repeat(60)] }), null)
})
