/**
 * A user's program: it is type-checked against the packed packages and never run from here.
 * Each entry point is imported, and each has something said about it that only real types make true.
 */
import * as cli from '@millrace/cli'
import * as core from '@millrace/core'
import * as broker from '@millrace/core/broker'
import * as protocol from '@millrace/core/protocol'
import * as records from '@millrace/core/records'
import * as testing from '@millrace/core/testing'
import { SerializationError } from '@millrace/streams'
import { json, long, type Serde, string } from '@millrace/streams/serde'

/** Does not compile for a module of which nothing is known. */
type Known<T> = 0 extends 1 & T ? never : T
export const known: [
  Known<typeof cli>,
  Known<typeof core>,
  Known<typeof broker>,
  Known<typeof protocol>,
  Known<typeof records>,
  Known<typeof testing>,
] = [cli, core, broker, protocol, records, testing]

interface View {
  page: string
}

export const key: Serde<string> = string
export const value: Serde<View> = json<View>()
export const bytes: Buffer = long.serialize(1)
export const page: string = value.deserialize(bytes).page

// @ts-expect-error a text is not a long
long.serialize('1')

export function explain(error: unknown): string {
  return error instanceof SerializationError ? `${error.code}: ${error.expected}` : 'unknown'
}
