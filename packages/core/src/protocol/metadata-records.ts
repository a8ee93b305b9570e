/**
 * The records of the cluster's metadata, as they lie in `__cluster_metadata`: each is an event that changes
 * what the cluster is. A record has no key; its value is a frame:
 *
 *     frame version   unsigned varint, always 1
 *     record type     unsigned varint
 *     version         unsigned varint
 *     body
 */
import { DecodeError } from '../bytes/errors.ts'
import { Reader } from '../bytes/reader.ts'
import { Writer } from '../bytes/writer.ts'
import type { Body, Draft } from './body.ts'
import { codec, refuseTrailing, refuseUnspoken } from './codec.ts'
import type { Message } from './schema.ts'
import { registerBrokerRecord } from './stored/cluster-metadata/00-register-broker.ts'
import { topicRecord } from './stored/cluster-metadata/02-topic.ts'
import { partitionRecord } from './stored/cluster-metadata/03-partition.ts'
import { configRecord } from './stored/cluster-metadata/04-config.ts'
import { partitionChangeRecord } from './stored/cluster-metadata/05-partition-change.ts'
import { removeTopicRecord } from './stored/cluster-metadata/09-remove-topic.ts'
import { featureLevelRecord } from './stored/cluster-metadata/12-feature-level.ts'
import { producerIdsRecord } from './stored/cluster-metadata/15-producer-ids.ts'

const metadataRecords = {
  registerBroker: registerBrokerRecord,
  topic: topicRecord,
  partition: partitionRecord,
  config: configRecord,
  partitionChange: partitionChangeRecord,
  removeTopic: removeTopicRecord,
  featureLevel: featureLevelRecord,
  producerIds: producerIdsRecord,
} as const

type MetadataRecords = typeof metadataRecords

/** A record that was read: which it is, and what it says. */
export type MetadataRecord = {
  readonly [Kind in keyof MetadataRecords]: { readonly kind: Kind; readonly body: Body<MetadataRecords[Kind]> }
}[keyof MetadataRecords]

/** A record to write. */
export type MetadataRecordDraft = {
  readonly [Kind in keyof MetadataRecords]: { readonly kind: Kind; readonly body: Draft<MetadataRecords[Kind]> }
}[keyof MetadataRecords]

const FRAME_VERSION = 1

/** The frame of a record, in the newest version that is known of it unless another is asked for. */
export function encodeMetadataRecord({ kind, body }: MetadataRecordDraft, version?: number): Buffer {
  const message: Message & { readonly key: number } = metadataRecords[kind]
  const spoken = version ?? message.versions[1]
  const writer = new Writer(64)
  writer.uvarint(FRAME_VERSION)
  writer.uvarint(message.key)
  writer.uvarint(spoken)
  codec<Message>(message, spoken).write(writer, body as object as Draft<Message>)
  return writer.finishWhole()
}

const SUBJECT = 'metadata record'

/** @throws DecodeError `UNSUPPORTED` for a frame, a type or a version that is not known here. */
export function decodeMetadataRecord(bytes: Buffer): MetadataRecord {
  const reader = new Reader(bytes)
  const frameVersion = reader.uvarint()
  if (frameVersion !== FRAME_VERSION) {
    const place = { subject: SUBJECT, path: 'frameVersion', position: 0 }
    throw new DecodeError({ code: 'UNSUPPORTED', ...place, expected: `${FRAME_VERSION}`, found: `${frameVersion}` })
  }
  const position = reader.position
  const type = reader.uvarint()
  const found = Object.entries(metadataRecords).find(([, { key }]) => key === type)
  if (found === undefined) {
    const place = { subject: SUBJECT, path: 'type', position }
    throw new DecodeError({ code: 'UNSUPPORTED', ...place, expected: 'a known type', found: String(type) })
  }
  const [kind, message] = found
  const versionAt = reader.position
  const version = reader.uvarint()
  refuseUnspoken(message, version, { path: 'version', position: versionAt })
  const bodyCodec = codec<Message>(message, version)
  const body = bodyCodec.read(reader)
  refuseTrailing(reader, bodyCodec.subject)
  return { kind, body } as object as MetadataRecord
}
