/**
 * The same producers do the same to Apache Kafka and to our broker, and hear the same of both.
 */
import { startBroker } from '@millrace/core'
import { silentLogger } from '@millrace/core/testing'
import test from 'ava'
import { Broker } from './broker.ts'
import { emptyFolder, removeFolders } from './folders.ts'
import { producerLines } from './producer-script.ts'

test.after.always(removeFolders)

test('what producers do has the same outcome on Apache Kafka and on our broker', async (t) => {
  t.timeout(180_000, 'a run of each broker')
  await using ours = await startBroker({ logger: silentLogger })
  const kafka = await Broker.start(emptyFolder())
  try {
    const [expected, found] = [await producerLines(kafka.bootstrap), await producerLines(ours.address)]
    t.true(expected.length > 10)
    t.deepEqual(found, expected)
  } finally {
    await kafka.kill()
  }
})
