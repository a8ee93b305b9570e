import test from 'ava'
import { cleanShutdownFormat } from './clean-shutdown.ts'

test("a broker epoch is written as Java's CleanShutdownFileHandler wrote it", (t) => {
  t.is(cleanShutdownFormat.print({ brokerEpoch: 42 }), '{"version":0,"brokerEpoch":42}')
  t.deepEqual(cleanShutdownFormat.parse('{"version":0,"brokerEpoch":42}', 'x'), { brokerEpoch: 42 })
})

test('a file that tells no epoch still tells of a clean shutdown', (t) => {
  for (const text of ['', '{}', '{"version":0,"brokerEpoch":null}', 'x']) {
    t.deepEqual(cleanShutdownFormat.parse(text, 'x'), { brokerEpoch: -1 })
  }
})
