/**
 * What the left side of a foreign-key join sends to where the right side lies, under the foreign key: which row of
 * the left side wants to be told of that key's value, or no longer. In bytes, as Java's version 1 has them:
 *   version 1, its top bit set if there is no hash | instruction 1 | hash 16 or 0 | primary key | partition 4
 */
import type { Serde } from '../../serde/serde.ts'
import { SerializationError } from '../../serde/serialization-error.ts'

export type Instruction = 'unsubscribe' | 'unsubscribe-and-answer' | 'subscribe-and-answer' | 'subscribe'

export interface Subscription<K> {
  readonly instruction: Instruction
  /** Of the left row's value; null if the row was deleted. */
  readonly hash: Buffer | null
  readonly primaryKey: K
  /** Where the left row lies; -1 where that is not known. */
  readonly primaryPartition: number
}

/** By their numbers in the bytes. `subscribe` is answered only if the right side has a row. */
const instructions: readonly Instruction[] = [
  'unsubscribe',
  'unsubscribe-and-answer',
  'subscribe-and-answer',
  'subscribe',
]

export const hashBytes = 16
export const noHashFlag = 0x80
const version = 1
const startBytes = 2
const partitionBytes = 4

export function subscriptionSerde<K>(primaryKey: Serde<K>): Serde<Subscription<K>> {
  return {
    serialize(subscription) {
      const { instruction, hash, primaryPartition } = subscription
      const key = primaryKey.serialize(subscription.primaryKey)
      const keyAt = startBytes + (hash?.length ?? 0)
      const bytes = Buffer.allocUnsafe(keyAt + key.length + partitionBytes)
      bytes[0] = hash === null ? version | noHashFlag : version
      bytes[1] = instructions.indexOf(instruction)
      hash?.copy(bytes, startBytes)
      key.copy(bytes, keyAt)
      bytes.writeInt32BE(primaryPartition, keyAt + key.length)
      return bytes
    },
    deserialize(bytes) {
      const [first = 0xff, number = 0] = bytes
      const instruction = instructions[number]
      const found = first & ~noHashFlag
      const keyAt = startBytes + (first === found ? hashBytes : 0)
      // Version 0 does not say where the left row lies.
      const keyEnd = bytes.length - (found === 0 ? 0 : partitionBytes)
      if (found > version || instruction === undefined || keyEnd < keyAt) {
        throw malformed(`version ${found}, instruction ${number} in ${bytes.length} bytes`)
      }
      return {
        instruction,
        hash: first === found ? bytes.subarray(startBytes, keyAt) : null,
        primaryKey: primaryKey.deserialize(bytes.subarray(keyAt, keyEnd)),
        primaryPartition: found === 0 ? -1 : bytes.readInt32BE(keyEnd),
      }
    },
  }
}

function malformed(found: string): SerializationError {
  const expected = `version 0 or 1, and an instruction from 0 to ${instructions.length - 1}`
  return new SerializationError('MALFORMED', { serde: 'subscription of a foreign-key join', expected, found })
}
