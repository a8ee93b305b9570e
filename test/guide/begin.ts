/**
 * What the guide's examples have at hand: a builder, and a test driver around what it builds. Each example begins
 * anew. They are globals, so that an example may also have names of its own.
 */
import { StreamsBuilder, type TopicOf } from '@millrace/streams'
import { TestDriver } from '@millrace/streams/testing'
import { shown } from './shown.ts'

declare global {
  /** The builder of the example. */
  var builder: StreamsBuilder
  /** Builds the topology, if that was not done, and gives records to it: key, value, and the timestamp if it matters. */
  var send: <K, V>(topic: TopicOf<K, V>, ...records: (readonly [K | null, V | null, timestamp?: number])[]) => void
  /** What came out to a topic since it was last read: a line a record. */
  var read: <K, V>(topic: TopicOf<K, V>) => string[]
  /** The driver that runs the topology. */
  var driver: () => TestDriver
}

/** Makes the globals those of a new example. */
export function begin(): void {
  const ownBuilder = new StreamsBuilder()
  let ownDriver: TestDriver | null = null
  globalThis.builder = ownBuilder
  globalThis.driver = () => {
    ownDriver ??= new TestDriver(ownBuilder.build())
    return ownDriver
  }
  globalThis.send = (topic, ...records) => {
    const input = globalThis.driver().input(topic)
    for (const [key, value, timestamp = 0] of records) input.send(key, value, { timestamp })
  }
  globalThis.read = (topic) => {
    const records = globalThis.driver().output(topic).readAll()
    return records.map(({ key, value }) => `${shown(key)}: ${shown(value)}`)
  }
}
