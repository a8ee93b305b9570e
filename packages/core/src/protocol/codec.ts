/**
 * The codec of one message at one version: bytes to body and body to bytes. It is compiled from the
 * message's declaration on first use and kept for the life of the process. Whatever is refused is
 * refused with the field's path: the fast form has no notion of it, so the work is done a second time
 * by a form that keeps track.
 */
import { DecodeError, EncodeError } from '../bytes/errors.ts'
import { Reader } from '../bytes/reader.ts'
import { Writer } from '../bytes/writer.ts'
import type { Body, Draft } from './body.ts'
import { type CompiledReader, compileReader } from './compile-reader.ts'
import { type CompiledWriter, compileWriter } from './compile-writer.ts'
import { layoutOf } from './layout.ts'
import { hasVersion, type Message } from './schema.ts'

const NOWHERE = () => {}

export class Codec<M extends Message> {
  readonly message: M
  readonly version: number
  #read: CompiledReader | undefined
  #write: CompiledWriter | undefined

  constructor(message: M, version: number) {
    if (!hasVersion(message, version)) throw new EncodeError(unsupported(message, version))
    this.message = message
    this.version = version
  }

  /** What errors call this message, for example `ProduceRequest v9`. */
  get subject(): string {
    return `${this.message.name} v${this.version}`
  }

  /** Reads one message and leaves the reader behind it. Byte fields of the body are views of the reader's bytes. */
  read(reader: Reader): Body<M> {
    this.#read ??= compileReader(layoutOf(this.message, this.version), false)
    const start = reader.position
    try {
      return this.#read(reader, NOWHERE) as Body<M>
    } catch (problem) {
      if (problem instanceof DecodeError) throw this.#locateInBytes(problem, new Reader(reader.bytes, start))
      throw problem
    }
  }

  write(writer: Writer, body: Draft<M>): void {
    this.#write ??= compileWriter(layoutOf(this.message, this.version), false)
    try {
      this.#write(writer, body, NOWHERE)
    } catch (problem) {
      if (problem instanceof EncodeError) throw this.#locateInBody(problem, body)
      throw problem
    }
  }

  /** Reads a message that fills the bytes to their end. */
  decode(bytes: Buffer): Body<M> {
    const reader = new Reader(bytes)
    const body = this.read(reader)
    refuseTrailing(reader, this.subject)
    return body
  }

  encode(body: Draft<M>): Buffer {
    const writer = new Writer()
    this.write(writer, body)
    return writer.finishWhole()
  }

  #locateInBytes(problem: DecodeError, reader: Reader): DecodeError {
    const traced = compileReader(layoutOf(this.message, this.version), true)
    const path = pathOf((at) => traced(reader, at))
    return problem.at({ subject: this.subject, path })
  }

  #locateInBody(problem: EncodeError, body: Draft<M>): EncodeError {
    const traced = compileWriter(layoutOf(this.message, this.version), true)
    const path = pathOf((at) => traced(new Writer(), body, at))
    return problem.at({ subject: this.subject, path })
  }
}

const codecs = new WeakMap<Message, Codec<Message>[]>()

/** The codec of a message at a version that the message has. */
export function codec<M extends Message>(message: M, version: number): Codec<M> {
  let versions = codecs.get(message)
  if (versions === undefined) {
    versions = []
    codecs.set(message, versions)
  }
  const index = version - message.versions[0]
  const known = versions[index]
  if (known !== undefined) return known as unknown as Codec<M>
  const made = new Codec(message, version)
  versions[index] = made as unknown as Codec<Message>
  return made
}

/** Refuses bytes behind the last field: the peer and we don't mean the same message. */
export function refuseTrailing(reader: Reader, subject: string): void {
  if (reader.remaining === 0) return
  const refusal = reader.refusal('TRAILING_BYTES', { expected: 'the end', found: `${reader.remaining} more bytes` })
  throw refusal.at({ subject })
}

/** Refuses a version that a peer wrote, in a field at some byte, and that we can't read. */
export function refuseUnspoken(message: Message, version: number, place: { path: string; position: number }): void {
  if (!hasVersion(message, version)) throw new DecodeError({ ...unsupported(message, version), ...place })
}

/** Reads the int16 in front of a message that says what follows, and names it where it is cut off. */
export function readPrefix(reader: Reader, place: { subject: string; path: string }): number {
  try {
    return reader.int16()
  } catch (problem) {
    throw problem instanceof DecodeError ? problem.at(place) : problem
  }
}

function unsupported(message: Message, version: number) {
  const [first, last] = message.versions
  const expected = `a version from ${first} to ${last}`
  return { code: 'UNSUPPORTED', subject: message.name, expected, found: `version ${version}` } as const
}

/** Runs what failed before and tells the path at which it fails again, as in `topicData[2].name`. */
function pathOf(fail: (at: (depth: number, segment: string | number) => void) => void): string {
  const segments: (string | number)[] = []
  try {
    fail((depth, segment) => {
      segments.length = depth
      segments.push(segment)
    })
  } catch {
    // The same refusal as before; what is wanted is how far it came.
  }
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`
    return path === '' ? segment : `${path}.${segment}`
  }, '')
}
