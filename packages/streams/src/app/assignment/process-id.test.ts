import test from 'ava'
import { compareProcessIds, uuidBytes, uuidText } from './process-id.ts'

test('bytes become text, and text these bytes', (t) => {
  const bytes = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  t.is(uuidText(bytes), '00010203-0405-0607-0809-0a0b0c0d0e0f')
  t.deepEqual(uuidBytes(uuidText(bytes)), bytes)
})

test('process ids are in the order of their halves as numbers with signs, as in Java', (t) => {
  const ids = [
    '80000000-0000-4000-8000-000000000000',
    'f0000000-0000-4000-a000-000000000000',
    '00000000-0000-4000-8000-000000000000',
    '00000000-0000-4000-bfff-000000000000',
    '00000000-0000-4000-0000-000000000000',
    '7fffffff-0000-4000-8000-000000000000',
  ]
  t.deepEqual(ids.toReversed().sort(compareProcessIds), ids)
  t.is(compareProcessIds('0', '0'), 0)
})
