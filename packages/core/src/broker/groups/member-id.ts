/**
 * The ids under which a group knows its members: the name that the client or its instance goes by, and a
 * random UUID.
 */
import type { Random } from '../../host/random.ts'

/** A longer name is cut: the id has to fit wherever it is written, and it is the UUID that tells one from another. */
const NAME_LENGTH_MAX = 1000

export function memberId(name: string, random: Random): string {
  return `${name.slice(0, NAME_LENGTH_MAX)}-${uuid(random.bytes(16))}`
}

/** Version 4 of RFC 9562. */
function uuid(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const digits = bytes.toString('hex')
  const groups = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)]
  return groups.join('-')
}
