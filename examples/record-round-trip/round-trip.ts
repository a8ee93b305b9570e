/**
 * Writes records into a Produce request and reads them back from its bytes: the way that every record
 * takes between a program and a broker, without the wire in between.
 */
import { apis, decodeRequest, encodeRequest, isRequestTo } from '@millrace/core/protocol'
import { BatchBuilder, batches, partitionFor } from '@millrace/core/records'
import { json, string } from '@millrace/streams/serde'

interface View {
  readonly page: string
  readonly seconds: number
}

export interface Sent {
  readonly user: string
  readonly view: View
  readonly timestamp: number
}

export interface Received extends Sent {
  readonly partition: number
  readonly offset: number
}

const topic = 'page-views'
const partitions = 6
const views = json<View>()

/** The request that a producer would send, as the bytes that go to the socket. */
export function write(sent: readonly Sent[]): Buffer {
  const builders = new Map<number, BatchBuilder>()
  for (const { user, view, timestamp } of sent) {
    const key = string.serialize(user)
    const partition = partitionFor(key, partitions)
    const builder = builders.get(partition) ?? new BatchBuilder({ compression: 'zstd' })
    builders.set(partition, builder)
    if (!builder.tryAppendPair(key, views.serialize(view), timestamp)) throw new Error(`${user}'s view is too large`)
  }
  const partitionData = [...builders].map(([index, builder]) => ({ index, records: builder.build() }))
  const frame = encodeRequest({
    message: apis.produce.request,
    version: 9,
    correlationId: 1,
    clientId: 'round-trip',
    body: { acks: -1, timeoutMs: 30_000, topicData: [{ name: topic, partitionData }] },
  })
  return Buffer.concat(frame)
}

/** What a broker finds in those bytes. The first four are the size of the rest, by which a transport cuts its stream. */
export function read(bytes: Buffer): Received[] {
  const request = decodeRequest(bytes.subarray(4))
  if (!isRequestTo(apis.produce, request)) throw new Error(`expected a Produce request, found ${request.api.name}`)
  const received: Received[] = []
  for (const { partitionData } of request.body.topicData) {
    for (const { index, records } of partitionData) {
      for (const batch of batches(records ?? Buffer.alloc(0), { partition: `${topic}-${index}` })) {
        const cursor = batch.records()
        while (cursor.next()) {
          const user = string.deserialize(cursor.key() ?? Buffer.alloc(0))
          const view = views.deserialize(cursor.value() ?? Buffer.alloc(0))
          received.push({ user, view, timestamp: cursor.timestamp, partition: index, offset: cursor.offset })
        }
      }
    }
  }
  return received
}
