/**
 * The same admin does the same to Apache Kafka and to our broker, and hears the same of both.
 */
import { Admin, startBroker } from '@millrace/core'
import { silentLogger } from '@millrace/core/testing'
import test from 'ava'
import { adminLines, type Line } from './admin-script.ts'
import { Broker } from './broker.ts'
import { emptyFolder, removeFolders } from './folders.ts'

test.after.always(removeFolders)

async function linesOf(address: string): Promise<Line[]> {
  await using admin = new Admin({ brokers: [address], logger: silentLogger })
  return await adminLines(admin, address)
}

test('what the admin does has the same outcome on Apache Kafka and on our broker', async (t) => {
  t.timeout(180_000, 'a run of each broker')
  await using ours = await startBroker({ logger: silentLogger })
  const kafka = await Broker.start(emptyFolder())
  try {
    const [expected, found] = [await linesOf(kafka.bootstrap), await linesOf(ours.address)]
    t.true(expected.length > 30)
    t.deepEqual(found, expected)
  } finally {
    await kafka.kill()
  }
})
