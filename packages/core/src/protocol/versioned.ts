/**
 * Messages behind an int16 that says their version: the values of stored records, and what group
 * members hand each other inside JoinGroup and SyncGroup (the consumer protocol).
 */
import { Reader } from '../bytes/reader.ts'
import { Writer } from '../bytes/writer.ts'
import type { Body, Draft } from './body.ts'
import { codec, readPrefix, refuseTrailing, refuseUnspoken } from './codec.ts'
import type { Message } from './schema.ts'

export function encodeVersioned<M extends Message>(message: M, version: number, body: Draft<M>): Buffer {
  const writer = new Writer()
  writer.int16(version)
  codec(message, version).write(writer, body)
  return writer.finishWhole()
}

export function decodeVersioned<M extends Message>(message: M, bytes: Buffer): { version: number; body: Body<M> } {
  const reader = new Reader(bytes)
  const version = readPrefix(reader, { subject: message.name, path: 'version' })
  refuseUnspoken(message, version, { path: 'version', position: 0 })
  const bodyCodec = codec(message, version)
  const body = bodyCodec.read(reader)
  refuseTrailing(reader, bodyCodec.subject)
  return { version, body }
}

/**
 * The same for the consumer protocol, whose newer versions only ever add fields at the end: a group may
 * have members that are newer than we are, and what we know of their metadata must still be read.
 */
export function decodeVersionedOrNewer<M extends Message>(
  message: M,
  bytes: Buffer,
): { version: number; body: Body<M> } {
  const reader = new Reader(bytes)
  const version = readPrefix(reader, { subject: message.name, path: 'version' })
  const latest = message.versions[1]
  if (version <= latest) return decodeVersioned(message, bytes)
  return { version, body: codec(message, latest).read(reader) }
}

/** For bytes that carry no version: both sides know it some other way, or try. */
export function encodeUnversioned<M extends Message>(message: M, version: number, body: Draft<M>): Buffer {
  return codec(message, version).encode(body)
}

export function decodeUnversioned<M extends Message>(message: M, version: number, bytes: Buffer): Body<M> {
  return codec(message, version).decode(bytes)
}
