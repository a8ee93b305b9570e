/**
 * What the right side of a foreign-key join answers to a row of the left one, under that row's key: its value, and
 * by the hash for which value of the left row it was asked. In bytes, as Java's version 0 has them:
 *   version 1, its top bit set if there is no hash | hash 16 or 0 | value
 * A value without bytes is none when it is read: the bytes cannot say which it was.
 */
import { type Serde, serializeNullable } from '../../serde/serde.ts'
import { SerializationError } from '../../serde/serialization-error.ts'
import { hashBytes, noHashFlag } from './subscription.ts'

export interface SubscriptionAnswer<VO> {
  /** Null if the left row was deleted. */
  readonly hash: Buffer | null
  readonly foreignValue: VO | null
  /** Where the left row lies; it is not in the bytes. -1 where that is not known. */
  readonly primaryPartition: number
}

const version = 0

export function subscriptionAnswerSerde<VO>(value: Serde<VO>): Serde<SubscriptionAnswer<VO>> {
  return {
    serialize({ hash, foreignValue }) {
      const plain = serializeNullable(value, foreignValue)
      const valueAt = 1 + (hash?.length ?? 0)
      const bytes = Buffer.allocUnsafe(valueAt + (plain?.length ?? 0))
      bytes[0] = hash === null ? version | noHashFlag : version
      hash?.copy(bytes, 1)
      plain?.copy(bytes, valueAt)
      return bytes
    },
    deserialize(bytes) {
      const [first = 0] = bytes
      const found = first & ~noHashFlag
      if (found !== version) {
        const problem = { serde: 'answer of a foreign-key join', expected: 'version 0', found: `version ${found}` }
        throw new SerializationError('MALFORMED', problem)
      }
      const valueAt = 1 + (first === found ? hashBytes : 0)
      return {
        hash: first === found ? bytes.subarray(1, valueAt) : null,
        foreignValue: bytes.length > valueAt ? value.deserialize(bytes.subarray(valueAt)) : null,
        primaryPartition: -1,
      }
    },
  }
}
